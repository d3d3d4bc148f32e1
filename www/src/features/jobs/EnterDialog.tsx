/* Enters a job: the form of its input comes from the type's JSON Schema. With `again`: a failed one, with its input edited. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { encode, post } from '@/api/client';
import type { Job, JobType } from '@/api/types';
import { toast } from '@/app/toasts';
import { fromLocalInput } from '@/lib/calendar';
import { plural } from '@/lib/format';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, NumberField, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { SchemaForm } from '@/ui/SchemaForm';
import { forSending } from '@/ui/schema';
import { shortId } from './data';
import { useNo } from './parts';

const FURTHER = ['run_at', 'priority', 'unique_key', 'exclusive_key', 'after', 'max_attempts', 'subject.type', 'subject.id'];

export default function EnterDialog({ types, again, onClose, onDone }: { types: JobType[]; again?: Job; onClose: () => void; onDone: (job: Job) => void }) {
    const no = useNo();
    const client = useQueryClient();
    const choices = types.filter((t) => again || !t.box_wide || !no.box);
    const [name, setName] = useState(again?.type ?? choices[0]?.name ?? '');
    const [input, setInput] = useState<Record<string, unknown>>(() => (again?.input as Record<string, unknown> | undefined) ?? {});
    const [at, setAt] = useState('');
    const [priority, setPriority] = useState<number | null>(null);
    const [most, setMost] = useState<number | null>(null);
    const [texts, setTexts] = useState({ unique_key: '', exclusive_key: '', after: '', kind: '', thing: '' });
    const type = types.find((t) => t.name === name);
    const left = types.length - choices.length;
    const text = (k: keyof typeof texts) => ({ value: texts[k], onChange: (v: string) => setTexts((o) => ({ ...o, [k]: v })), required: false });

    const enter = useMutation({
        mutationFn: () => {
            const sent = forSending(input);
            if (again) return post<Job>(`/jobs/${encode(again.id)}/retry`, { input: sent }, { quiet: true });
            const when = at ? fromLocalInput(at) : NaN;
            const { unique_key, exclusive_key, after, kind, thing } = Object.fromEntries(Object.entries(texts).map(([k, v]) => [k, v.trim()])) as typeof texts;
            return post<Job>(
                '/jobs',
                {
                    type: name,
                    input: sent,
                    ...(!Number.isNaN(when) && { run_at: new Date(when).toISOString() }),
                    ...(priority !== null && { priority }),
                    ...(most !== null && { max_attempts: most }),
                    ...(unique_key && { unique_key }),
                    ...(exclusive_key && { exclusive_key }),
                    ...(after && { after }),
                    ...((kind || thing) && { subject: { type: kind, id: thing } }),
                },
                { quiet: true },
            );
        },
        onSuccess: (j) => {
            void client.invalidateQueries({ queryKey: ['jobs'] });
            toast({ kind: 'ok', title: `${j.type} ${shortId(j.id)} is entered`, text: again ? 'The failed one stays as it is.' : undefined });
            onDone(j);
        },
    });
    const f = useFieldErrors(enter.error);
    const members = Object.keys(type?.schema.properties ?? {});
    return (
        <Dialog open wide title={again ? `Edit input and retry: ${again.type} ${shortId(again.id)}` : 'Enter a job'} onClose={enter.isPending ? () => {} : onClose}>
            <form
                className="stack"
                noValidate
                onSubmit={(e) => {
                    e.preventDefault();
                    if (type && !enter.isPending) enter.mutate();
                }}
            >
                {again ? (
                    <p className="secondary">A new job is entered with this input; the failed one and its attempts stay as they are. For another host its secrets are given again.</p>
                ) : (
                    <SelectField
                        label="Type"
                        value={name}
                        onChange={(v) => {
                            setName(v);
                            setInput({});
                            enter.reset();
                        }}
                        options={choices.map((t) => [t.name, `${t.title} (${t.name})`])}
                        help={[type?.doc, left > 0 && `${plural(left, 'type')} of the whole box ${left === 1 ? 'is' : 'are'} not for you.`].filter(Boolean).join('. ')}
                        error={f('type')}
                    />
                )}
                {type && (members.length > 0 ? <SchemaForm key={type.name} schema={type.schema} value={input} onChange={setInput} path="input" error={f} /> : <p className="muted">This type takes no input.</p>)}
                {!again && (
                    <details open={FURTHER.some(f) || undefined}>
                        <summary>When, and how</summary>
                        <div className="form-grid">
                            <TextField label="Not before" type="datetime-local" value={at} onChange={setAt} required={false} error={f('run_at')} help="Empty: as soon as there is room." />
                            <NumberField label="Priority" value={priority} onChange={setPriority} min={0} max={9} required={false} error={f('priority')} help={`0 goes first, 9 last. Default ${type?.priority ?? 5}.`} />
                            <NumberField label="Attempts at most" value={most} onChange={setMost} min={1} max={25} required={false} error={f('max_attempts')} help={`Default ${type?.max_attempts ?? 3}.`} />
                            <TextField label="After job" mono {...text('after')} error={f('after')} placeholder="Id of a job" help="Waits until that one has completed." />
                            <TextField label="Unique key" {...text('unique_key')} error={f('unique_key')} maxLength={200} help="While one with this key is open, nothing new is entered." />
                            <TextField label="Exclusive key" {...text('exclusive_key')} error={f('exclusive_key')} maxLength={200} help="Of those with the same key one runs at a time." />
                            <TextField label="About: kind of thing" {...text('kind')} error={f('subject.type')} maxLength={64} placeholder="service, image, …" />
                            <TextField label="About: its id" {...text('thing')} error={f('subject.id')} maxLength={200} />
                        </div>
                    </details>
                )}
                <FormError error={enter.error} known={['type', ...FURTHER, ...members.map((m) => `input.${m}`)]} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={enter.isPending} reason={again ? no.control : no.run}>
                        {again ? 'Retry with this input' : 'Enter'}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
