/* Windows in which a service may be down: nobody is woken, and the time does not count as an outage. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { del, encode, get, post } from '@/api/client';
import type { HealthDetail, List, Maintenance } from '@/api/types';
import { fromLocalInput } from '@/lib/calendar';
import { exact, toLocalInput } from '@/lib/format';
import { Async, Skeleton } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { StatusMark } from '@/ui/Status';

const LENGTHS: [string, string][] = [
    ['15', '15 minutes'],
    ['30', '30 minutes'],
    ['60', '1 hour'],
    ['120', '2 hours'],
    ['240', '4 hours'],
    ['480', '8 hours'],
    ['1440', '1 day'],
];

export default function MaintenanceDialog({ service, onClose }: { service: HealthDetail; onClose: () => void }) {
    const client = useQueryClient();
    const [reason, setReason] = useState('');
    const [start, setStart] = useState(() => toLocalInput(Date.now()));
    const [minutes, setMinutes] = useState('60');
    const key = ['maintenance'];
    const windows = useQuery({ queryKey: key, queryFn: () => get<List<Maintenance>>('/services/maintenance', { query: { limit: 200 } }) });
    const changed = () => {
        void client.invalidateQueries({ queryKey: key });
        void client.invalidateQueries({ queryKey: ['health'] });
    };
    const add = useMutation({
        mutationFn: () => {
            const from = new Date(fromLocalInput(start));
            return post('/services/maintenance', { service_ids: [service.id], reason: reason.trim(), starts_at: from.toISOString(), ends_at: new Date(from.getTime() + Number(minutes) * 60_000).toISOString() });
        },
        onSuccess: () => {
            setReason('');
            changed();
        },
    });
    const end = useMutation({ mutationFn: (id: string) => del(`/services/maintenance/${encode(id)}`), onSuccess: changed });
    const error = useFieldErrors(add.error);
    return (
        <Dialog open title={`Maintenance: ${service.name}`} onClose={onClose}>
            <Async query={windows} what="The windows" skeleton={<Skeleton rows={2} />}>
                {(list) => {
                    const mine = list.items.filter((w) => w.service_ids?.includes(service.id) || w.tags?.some((t) => service.tags.includes(t)));
                    return mine.length === 0 ? (
                        <p className="muted">No window is planned.</p>
                    ) : (
                        <ul className="stack">
                            {mine.map((w) => (
                                <li key={w.id} className="row">
                                    {w.active && <StatusMark status="maintenance" word="Now" />}
                                    <span className="grow">
                                        {w.reason}
                                        <br />
                                        <span className="muted">
                                            {exact(w.starts_at)} to {exact(w.ends_at)}
                                        </span>
                                    </span>
                                    <Button small busy={end.isPending && end.variables === w.id} onClick={() => end.mutate(w.id)}>
                                        {w.active ? 'End now' : 'Remove'}
                                    </Button>
                                </li>
                            ))}
                        </ul>
                    );
                }}
            </Async>
            <FormError error={end.error} />
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!add.isPending) add.mutate();
                }}
            >
                <h3>New window</h3>
                <TextField label="Reason" value={reason} onChange={setReason} required error={error('reason')} />
                <div className="form-grid">
                    <TextField label="Starts" type="datetime-local" value={start} onChange={setStart} required error={error('starts_at')} />
                    <SelectField label="For" value={minutes} onChange={setMinutes} options={LENGTHS} error={error('ends_at')} />
                </div>
                <FormError error={add.error} known={['reason', 'starts_at', 'ends_at']} />
                <DialogFoot>
                    <Button onClick={onClose}>Close</Button>
                    <Button type="submit" look="primary" busy={add.isPending} reason={!reason.trim() && 'Say why'}>
                        Open the window
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
