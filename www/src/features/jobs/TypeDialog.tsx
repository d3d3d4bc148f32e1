/* Defines a type that workers outside of the box do: its name, the members of its input, and how its jobs are leased and tried again. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { encode, put } from '@/api/client';
import type { JobType } from '@/api/types';
import { toast } from '@/app/toasts';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, NumberField, TextField, useFieldErrors } from '@/ui/Form';
import { type FieldDef, fieldsOf } from './data';
import { useNo } from './parts';

const KINDS: [FieldDef['type'], string][] = [
    ['string', 'Text'],
    ['integer', 'Whole number'],
    ['number', 'Number'],
    ['boolean', 'Yes or no'],
    ['time', 'Time'],
    ['any', 'Any JSON'],
];

export default function TypeDialog({ stored, taken, onClose }: { stored?: JobType; taken: string[]; onClose: () => void }) {
    const no = useNo();
    const client = useQueryClient();
    const [name, setName] = useState(stored?.name ?? '');
    const [title, setTitle] = useState(stored?.title ?? '');
    const [doc, setDoc] = useState(stored?.doc ?? '');
    const [fields, setFields] = useState<FieldDef[]>(() => (stored ? fieldsOf(stored.schema) : []));
    const [concurrency, setConcurrency] = useState<number | null>(stored?.concurrency ?? 10);
    const [lease, setLease] = useState<number | null>(stored?.timeout_seconds ?? 60);
    const [attempts, setAttempts] = useState<number | null>(stored?.max_attempts ?? 3);
    const [backoff, setBackoff] = useState<number | null>(stored?.backoff_seconds ?? 10);
    const [priority, setPriority] = useState<number | null>(stored?.priority ?? 5);
    const save = useMutation({
        mutationFn: () =>
            put(
                `/jobs/types/${encode(name.trim())}`,
                {
                    title: title.trim(),
                    ...(doc.trim() && { doc: doc.trim() }),
                    fields: fields.map((f) => ({ ...f, name: f.name.trim(), doc: f.doc?.trim() || undefined })),
                    ...(concurrency !== null && { concurrency }),
                    ...(lease !== null && { lease_seconds: lease }),
                    ...(attempts !== null && { max_attempts: attempts }),
                    ...(backoff !== null && { backoff_seconds: backoff }),
                    ...(priority !== null && { priority }),
                },
                { quiet: true },
            ),
        onSuccess: () => {
            void client.invalidateQueries({ queryKey: ['jobs'] });
            toast({ kind: 'ok', title: `The type ${name.trim()} is ${stored ? 'saved' : 'defined'}`, text: stored ? undefined : 'Workers with a key of the scope job.work can take its jobs.' });
            onClose();
        },
    });
    const f = useFieldErrors(save.error);
    const change = (i: number, c: Partial<FieldDef>) => setFields((all) => all.map((x, k) => (k === i ? { ...x, ...c } : x)));
    const known = ['name', 'title', 'doc', 'fields', 'concurrency', 'lease_seconds', 'max_attempts', 'backoff_seconds', 'priority'];
    const clash = !stored && taken.includes(name.trim());
    return (
        <Dialog open wide title={stored ? `Edit the type ${stored.name}` : 'Define a type'} onClose={save.isPending ? () => {} : onClose}>
            <form
                className="stack"
                noValidate
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!save.isPending && !no.admin && name.trim() && title.trim() && !clash) save.mutate();
                }}
            >
                <p className="secondary">Jobs of this type are done by workers outside of the box: they lease them over the API, say that they are alive, and complete or fail them.</p>
                <div className="form-grid">
                    <TextField label="Name" mono value={name} onChange={setName} disabled={Boolean(stored)} required maxLength={63} error={f('name') ?? (clash ? 'There is a type of this name' : undefined)} help="Lower-case letters, digits, '_', '.' and '-'; workers say it." />
                    <TextField label="Title" value={title} onChange={setTitle} required maxLength={100} error={f('title')} />
                    <TextField label="What it does" value={doc} onChange={setDoc} required={false} maxLength={300} error={f('doc')} />
                </div>
                <fieldset className="stack">
                    <legend>Members of the input</legend>
                    {fields.map((x, i) => (
                        <div key={i} className="jobs-field">
                            <input className="input mono" aria-label={`Member ${i + 1}: name`} placeholder="name" maxLength={64} value={x.name} onChange={(e) => change(i, { name: e.target.value })} />
                            <select className="select" aria-label={`Member ${i + 1}: kind`} value={x.type} onChange={(e) => change(i, { type: e.target.value as FieldDef['type'] })}>
                                {KINDS.map(([k, word]) => (
                                    <option key={k} value={k}>
                                        {word}
                                    </option>
                                ))}
                            </select>
                            <input className="input" aria-label={`Member ${i + 1}: what it is`} placeholder="What it is" maxLength={200} value={x.doc ?? ''} onChange={(e) => change(i, { doc: e.target.value })} />
                            <label className="row tight">
                                <input type="checkbox" checked={x.required ?? false} onChange={(e) => change(i, { required: e.target.checked })} /> required
                            </label>
                            <label className="row tight" title="Kept sealed and never shown; the worker gets it">
                                <input type="checkbox" checked={x.secret ?? false} onChange={(e) => change(i, { secret: e.target.checked })} /> secret
                            </label>
                            <Button look="quiet" small icon={<X size={14} />} label={`Remove member ${x.name || i + 1}`} onClick={() => setFields(fields.filter((_, k) => k !== i))} />
                            {(['name', 'type', 'doc'] as const).map((m) => f(`fields[${i}].${m}`) && <span key={m} className="form-error">{f(`fields[${i}].${m}`)}</span>)}
                        </div>
                    ))}
                    <div>
                        <Button small icon={<Plus size={14} aria-hidden="true" />} reason={fields.length >= 50 && 'At most 50'} onClick={() => setFields([...fields, { name: '', type: 'string' }])}>
                            Add a member
                        </Button>
                    </div>
                    {f('fields') && <span className="form-error">{f('fields')}</span>}
                </fieldset>
                <div className="form-grid">
                    <NumberField label="At a time" value={concurrency} onChange={setConcurrency} min={1} max={1000} error={f('concurrency')} help="Leased to all workers together." />
                    <NumberField label="Lease" unit="s" value={lease} onChange={setLease} min={5} max={3600} error={f('lease_seconds')} help="Without a sign of life for so long the job is given to another." />
                    <NumberField label="Attempts at most" value={attempts} onChange={setAttempts} min={1} max={25} error={f('max_attempts')} />
                    <NumberField label="First wait between attempts" unit="s" value={backoff} onChange={setBackoff} min={1} max={3600} error={f('backoff_seconds')} help="It doubles each time." />
                    <NumberField label="Priority" value={priority} onChange={setPriority} min={0} max={9} error={f('priority')} help="0 goes first, 9 last." />
                </div>
                <FormError error={save.error} known={known} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={save.isPending} reason={no.admin || (clash && 'There is a type of this name') || ((!name.trim() || !title.trim()) && 'It needs a name and a title')}>
                        {stored ? 'Save' : 'Define'}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
