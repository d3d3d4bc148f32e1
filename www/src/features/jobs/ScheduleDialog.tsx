/* Adds or edits a schedule; shows when it would run before it is saved. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { ApiError, encode, get, ifMatch, post, put } from '@/api/client';
import type { JobSchedule, JobType, Schema } from '@/api/types';
import { toast } from '@/app/toasts';
import { dateFormat } from '@/lib/format';
import { Async, Skeleton } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, NumberField, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { SchemaForm } from '@/ui/SchemaForm';
import { forSending } from '@/ui/schema';
import { cronWords, everyWords } from './data';
import { Times, useNo } from './parts';

const PLAIN = ['name', 'type', 'cron', 'interval_seconds', 'time_zone', 'catch_up', 'overlap', 'priority', 'enabled'];
const ZONES: string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((z) => z !== 'UTC')];

interface Props {
    /** null: a new one. */
    id: string | null;
    types: JobType[];
    onClose: () => void;
    onDone: () => void;
}

export default function ScheduleDialog(p: Props) {
    const q = useQuery({ queryKey: ['jobs', 'schedules', 'edit', p.id], queryFn: () => get<JobSchedule>(`/schedules/${encode(p.id!)}`, { quiet: true }), enabled: p.id !== null, staleTime: 0, gcTime: 0, refetchOnWindowFocus: false });
    return (
        <Dialog open wide title={p.id === null ? 'Add a schedule' : `Edit ${q.data?.name ?? 'the schedule'}`} onClose={p.onClose}>
            {p.id === null ? (
                <Form {...p} />
            ) : (
                <Async query={q} what="The schedule" skeleton={<Skeleton rows={10} height={32} />}>
                    {(s) => <Form key={s.version} {...p} stored={s} reload={() => void q.refetch()} />}
                </Async>
            )}
        </Dialog>
    );
}

/** A schedule keeps no secrets: their members are not asked for. */
function withoutSecrets(schema: Schema): Schema {
    return { ...schema, properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([, s]) => !s['x-secret'])) };
}

function Form({ types, stored, onClose, onDone, reload }: Props & { stored?: JobSchedule; reload?: () => void }) {
    const no = useNo();
    const client = useQueryClient();
    const [name, setName] = useState(stored?.name ?? '');
    const [typeName, setType] = useState(stored?.type ?? types[0]?.name ?? '');
    const [kind, setKind] = useState<'cron' | 'interval'>(stored && !stored.cron ? 'interval' : 'cron');
    const [cron, setCron] = useState(stored?.cron ?? '30 2 * * *');
    const [seconds, setSeconds] = useState<number | null>(stored?.interval_seconds ?? 3600);
    const [zone, setZone] = useState(stored?.time_zone ?? dateFormat({}).resolvedOptions().timeZone);
    const [catchUp, setCatchUp] = useState<JobSchedule['catch_up']>(stored?.catch_up ?? 'once');
    const [overlap, setOverlap] = useState<JobSchedule['overlap']>(stored?.overlap ?? 'skip');
    const [priority, setPriority] = useState<number | null>(stored?.priority ?? null);
    const [enabled, enable] = useState(stored?.enabled ?? true);
    const [input, setInput] = useState<Record<string, unknown>>((stored?.input as Record<string, unknown> | undefined) ?? {});
    const type = types.find((t) => t.name === typeName);
    const schema = type && withoutSecrets(type.schema);
    const members = Object.keys(schema?.properties ?? {});
    const save = useMutation({
        mutationFn: () => {
            const body = {
                name: name.trim(),
                type: typeName,
                input: forSending(input),
                ...(kind === 'cron' ? { cron: cron.trim(), time_zone: zone.trim() || 'UTC' } : { interval_seconds: seconds, time_zone: zone.trim() || 'UTC' }),
                catch_up: catchUp,
                overlap,
                enabled,
                ...(priority !== null && { priority }),
            };
            return stored ? put<JobSchedule>(`/schedules/${encode(stored.id)}`, body, { headers: ifMatch(stored.version), quiet: true }) : post<JobSchedule>('/schedules', body, { quiet: true });
        },
        onSuccess: (s) => {
            void client.invalidateQueries({ queryKey: ['jobs'] });
            toast({ kind: 'ok', title: stored ? `${s.name} is saved` : `${s.name} is added` });
            onDone();
        },
    });
    const f = useFieldErrors(save.error);
    const changed = save.error instanceof ApiError && save.error.status === 412;
    return (
        <form
            className="stack"
            noValidate
            onSubmit={(e) => {
                e.preventDefault();
                if (!save.isPending && !no.admin) save.mutate();
            }}
        >
            <div className="form-grid">
                <TextField label="Name" value={name} onChange={setName} required autoFocus maxLength={100} error={f('name')} />
                <SelectField
                    label="Type"
                    value={typeName}
                    disabled={stored?.built_in}
                    onChange={(v) => {
                        setType(v);
                        setInput({});
                    }}
                    options={(type ? types : [...types, { name: typeName, title: typeName }]).map((t) => [t.name, t.title])}
                    help={type?.doc}
                    error={f('type')}
                />
                <SelectField
                    label="When"
                    value={kind}
                    onChange={(v) => setKind(v as typeof kind)}
                    options={[
                        ['cron', 'By the clock (cron)'],
                        ['interval', 'At an interval'],
                    ]}
                />
                {kind === 'cron' ? (
                    <>
                        <TextField label="Cron" mono value={cron} onChange={setCron} error={f('cron')} help={`Minute, hour, day, month, weekday${cronWords(cron) ? `: ${cronWords(cron)}` : ''}.`} />
                        <Zone value={zone} onChange={setZone} error={f('time_zone')} />
                    </>
                ) : (
                    <NumberField label="Every" unit="s" value={seconds} onChange={setSeconds} min={1} max={31_622_400} error={f('interval_seconds') ?? f('cron')} help={seconds && seconds > 0 ? everyWords(seconds) : undefined} />
                )}
            </div>
            <Preview kind={kind} cron={cron.trim()} seconds={seconds} zone={zone.trim() || 'UTC'} />
            {schema && members.length > 0 && (
                <fieldset className="stack">
                    <legend>Input</legend>
                    <SchemaForm key={typeName} schema={schema} value={input} onChange={setInput} path="input" error={f} />
                </fieldset>
            )}
            <div className="form-grid">
                <SelectField
                    label="Missed times"
                    value={catchUp}
                    onChange={(v) => setCatchUp(v as typeof catchUp)}
                    help="When the box was off."
                    error={f('catch_up')}
                    options={[
                        ['once', 'Caught up by one run'],
                        ['skip', 'Left out'],
                        ['all', 'Each caught up, 100 at most'],
                    ]}
                />
                <SelectField
                    label="Still open"
                    value={overlap}
                    onChange={(v) => setOverlap(v as typeof overlap)}
                    help="When the job before is not over."
                    error={f('overlap')}
                    options={[
                        ['skip', 'Leave the time out'],
                        ['queue', 'Wait in the queue'],
                    ]}
                />
                <NumberField label="Priority" value={priority} onChange={setPriority} min={0} max={9} required={false} error={f('priority')} help="0 goes first, 9 last." />
                <CheckField label="Enabled" checked={enabled} onChange={enable} error={f('enabled')} />
            </div>
            {changed ? (
                <p className="form-error" role="alert">
                    Somebody else changed it meanwhile.{' '}
                    <Button small onClick={reload}>
                        Load their version
                    </Button>
                </p>
            ) : (
                <FormError error={save.error} known={[...PLAIN, ...members.map((m) => `input.${m}`)]} />
            )}
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" look="primary" busy={save.isPending} reason={no.admin || (!name.trim() && 'It needs a name')}>
                    {stored ? 'Save' : 'Add'}
                </Button>
            </DialogFoot>
        </form>
    );
}

function Zone({ value, onChange, error }: { value: string; onChange: (v: string) => void; error?: string }) {
    const known = ZONES.includes(value);
    return <SelectField label="Time zone" value={value} onChange={onChange} error={error} help="Clocks that change are followed." options={(known ? ZONES : [value, ...ZONES]).map((z) => [z, z.replaceAll('_', ' ')])} />;
}

function Preview({ kind, cron, seconds, zone }: { kind: 'cron' | 'interval'; cron: string; seconds: number | null; zone: string }) {
    const asked = useDeferredValue(kind === 'cron' ? `${cron}|${zone}` : String(seconds));
    const q = useQuery({
        queryKey: ['schedule-times', kind, asked],
        queryFn: ({ signal }) => get<{ next_runs: string[] }>('/schedules/times', { query: kind === 'cron' ? { cron, time_zone: zone } : { interval_seconds: seconds }, signal, quiet: true }),
        enabled: kind === 'cron' ? cron !== '' : Boolean(seconds && seconds > 0),
        placeholderData: keepPreviousData,
        retry: false,
    });
    const wrong = q.error instanceof ApiError ? (q.error.fields[0]?.message ?? q.error.message) : null;
    return (
        <section className="jobs-preview stack" aria-label="When it would run" aria-live="polite">
            <h3>When it would run</h3>
            {wrong ? <p className="form-error">{wrong}</p> : q.data ? <Times of={q.data.next_runs.slice(0, 5)} zone={kind === 'cron' ? zone : undefined} /> : <p className="muted">Say when, and the next times are shown here.</p>}
        </section>
    );
}
