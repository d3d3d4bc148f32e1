/* What is done to jobs: to one, or to many, which can be taken back for ten seconds. ActDialog.tsx asks first. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { encode, post } from '@/api/client';
import type { Job, JobBulk, JobRow } from '@/api/types';
import { dismiss, toast } from '@/app/toasts';
import { number, plural } from '@/lib/format';
import { errorText } from '@/ui/Async';
import { ACTS, type Act, type Query, shortId } from './data';

export type Ask = { act: Act; one: JobRow | Job } | { act: Act; some: JobRow[] } | { act: Act; all: Query };

const UNDO_MS = 10_000;

export type Acting = ReturnType<typeof useAct>;
export function useAct(onDone?: () => void) {
    const client = useQueryClient();
    const refresh = () => void client.invalidateQueries({ queryKey: ['jobs'] });
    const undo = useMutation({
        mutationFn: (id: string) => post<{ undone: number; kept: number }>(`/jobs/actions/${encode(id)}/undo`, undefined, { quiet: true }),
        onSuccess: (r) => toast({ kind: r.kept ? 'warn' : 'ok', title: `Taken back: ${plural(r.undone, 'job')}`, text: r.kept ? `${plural(r.kept, 'job')} had gone on meanwhile` : undefined }),
        onError: (e) => toast({ kind: 'warn', title: 'Not taken back', text: errorText(e) }),
        onSettled: refresh,
    });
    const one = useMutation({
        mutationFn: ({ job, act }: { job: JobRow | Job; act: Act }) => post<Job>(`/jobs/${encode(job.id)}/${act}`, act === 'retry' ? {} : undefined, { quiet: true }),
        onSuccess: (j, { act }) => {
            toast({ kind: 'ok', title: `${j.type} ${shortId(j.id)} is ${ACTS[act].done}` });
            if (act !== 'run') onDone?.();
        },
        onError: (e, { job, act }) => act === 'run' && toast({ kind: 'warn', title: `${job.type} ${shortId(job.id)} does not run now`, text: errorText(e) }),
        onSettled: refresh,
    });
    const many = useMutation({
        mutationFn: (body: { action: Act; ids?: string[]; selection_id?: string }) => post<JobBulk>('/jobs/bulk', body, { quiet: true }),
        onSuccess: (r, { action }) => {
            const id = toast({
                kind: r.refused ? 'warn' : 'ok',
                title: `${plural(r.done, 'job')} ${r.done === 1 ? 'is' : 'are'} ${ACTS[action].done}`,
                text: r.refused ? `${number(r.refused)} not: their state had changed` : undefined,
                action: r.done ? { label: 'Undo', run: () => undo.mutate(r.action_id) } : undefined,
            });
            /* The box takes it back for ten seconds: the button is there no longer than that. */
            if (r.done) setTimeout(() => dismiss(id), UNDO_MS - 300);
            onDone?.();
        },
        onSettled: refresh,
    });
    return { one, many };
}
