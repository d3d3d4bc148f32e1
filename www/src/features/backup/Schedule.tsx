/* When the box makes a backup by itself, and how many it keeps. Remounted (by key) when the stored version changes. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ifMatch, put } from '@/api/client';
import type { BackupSchedule } from '@/api/types';
import { toast } from '@/app/toasts';
import { dateFormat } from '@/lib/format';
import { Button } from '@/ui/Button';
import { CheckField, FormError, NumberField, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { KEY, SCHEDULE_KEY } from './data';

/** The UTC time of day in the reader's zone, today. */
function here(at: string): string | undefined {
    const m = /^(\d\d):(\d\d)$/.exec(at);
    if (!m) return undefined;
    const d = new Date();
    d.setUTCHours(Number(m[1]), Number(m[2]), 0, 0);
    const text = dateFormat({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(d);
    return /\bUTC\b/.test(text) ? undefined : `${text} here.`;
}

export function Schedule({ stored, no }: { stored: BackupSchedule; no: string | false }) {
    const client = useQueryClient();
    const [enabled, enable] = useState(stored.enabled);
    const [at, setAt] = useState(stored.at);
    const [keep, setKeep] = useState<number | null>(stored.keep);
    const [full, setFull] = useState(stored.full);
    const save = useMutation({
        mutationFn: () => put<BackupSchedule>('/admin/backup/schedule', { enabled, at, keep, full }, { quiet: true, headers: stored.version === undefined ? undefined : ifMatch(stored.version) }),
        onSuccess: (s) => {
            client.setQueryData(SCHEDULE_KEY, s);
            void client.invalidateQueries({ queryKey: KEY });
            toast({ kind: 'ok', title: s.enabled ? `A backup every day at ${s.at} UTC` : 'No backups by schedule' });
        },
    });
    const f = useFieldErrors(save.error);
    const same = enabled === stored.enabled && at === stored.at && keep === stored.keep && full === stored.full;
    const off = Boolean(no);
    return (
        <form
            className="stack"
            noValidate
            onSubmit={(e) => {
                e.preventDefault();
                if (!no && !same && !save.isPending) save.mutate();
            }}
        >
            <CheckField label="Make a backup every day" checked={enabled} onChange={enable} disabled={off} error={f('enabled')} />
            <div className="form-grid backup-form">
                <TextField label="At (UTC)" type="time" value={at} onChange={setAt} disabled={off || !enabled} error={f('at')} help={here(at)} />
                <NumberField label="Keep" value={keep} onChange={setKeep} min={1} max={365} disabled={off || !enabled} error={f('keep')} unit="scheduled" />
                <SelectField
                    label="Contents"
                    value={full ? 'full' : 'state'}
                    onChange={(v) => setFull(v === 'full')}
                    disabled={off || !enabled}
                    error={f('full')}
                    options={[
                        ['state', 'State'],
                        ['full', 'Full, with telemetry'],
                    ]}
                />
            </div>
            <FormError error={save.error} known={['enabled', 'at', 'keep', 'full']} />
            <div className="row">
                <Button type="submit" look="primary" busy={save.isPending} reason={no || (same && 'Nothing has changed')}>
                    Save the schedule
                </Button>
                {!same && (
                    <Button
                        look="quiet"
                        onClick={() => {
                            enable(stored.enabled);
                            setAt(stored.at);
                            setKeep(stored.keep);
                            setFull(stored.full);
                            save.reset();
                        }}
                    >
                        Undo
                    </Button>
                )}
            </div>
        </form>
    );
}
