/*
 * Restoring replaces the state of the whole box: the word is typed, the file is verified by the box before anything is touched, then
 * the box restarts. <Restarting> waits until the new process is ready, and goes to the sign-in.
 */
import { useMutation } from '@tanstack/react-query';
import { LoaderCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { encode, post } from '@/api/client';
import type { Backup } from '@/api/types';
import { useMe } from '@/app/session';
import { useNow } from '@/lib/clock';
import { bytes, duration, exact, percent } from '@/lib/format';
import { errorText } from '@/ui/Async';
import { ConfirmDialog } from '@/ui/Dialog';
import { Facts, PageHead, Panel } from '@/ui/Page';
import { Ago } from '@/ui/Time';
import { upload } from './upload';

export type Source = { backup: Backup; file?: undefined } | { file: File; backup?: undefined };

const CONFIRM = { 'X-Confirm': 'restore' };
const ASK_MS = 500;
/* Both ages are whole seconds, so a smaller difference says nothing. */
const APART_MS = 1_500;
const LONG_S = 60;
/* When it could not be learnt which process it was before, one that is ready after this is taken for the new one. */
const ENOUGH_MS = 30_000;

/** When the process that answers was started (ms); null when none answers. */
async function processStart(): Promise<number | null> {
    try {
        const r = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
        const { uptime_seconds: up } = (await r.json()) as { uptime_seconds?: unknown };
        return typeof up === 'number' ? Date.now() - up * 1000 : null;
    } catch {
        return null;
    }
}

async function isReady(): Promise<boolean> {
    try {
        return (await fetch('/readyz', { cache: 'no-store', signal: AbortSignal.timeout(5_000) })).ok;
    } catch {
        return false;
    }
}

export function RestoreDialog({ source, onClose, onRestarts }: { source: Source; onClose: () => void; onRestarts: (startedAt: number) => void }) {
    const { backup, file } = source;
    const csrf = useMe()?.csrf_token ?? '';
    const [sent, setSent] = useState(0);
    const running = useRef<(() => void) | null>(null);
    useEffect(() => () => running.current?.(), []);
    const restore = useMutation({
        mutationFn: async () => {
            const startedAt = (await processStart()) ?? Date.now();
            if (backup) await post(`/admin/backup/${encode(backup.id)}/restore`, undefined, { headers: CONFIRM, quiet: true });
            else {
                setSent(0);
                const u = upload('/admin/restore', file, { ...CONFIRM, 'X-CSRF-Token': csrf }, setSent);
                running.current = u.abort;
                try {
                    await u.done;
                } finally {
                    running.current = null;
                }
            }
            return startedAt;
        },
        onSuccess: onRestarts,
    });
    /* All is sent: the box verifies and restores, and no longer listens to us. */
    const beyond = restore.isPending && (!file || sent >= file.size);
    const close = () => {
        if (!beyond) onClose();
    };
    return (
        <ConfirmDialog open title={backup ? 'Restore the backup' : 'Restore from a file'} verb="Restore" typed="restore" busy={restore.isPending} error={restore.error && errorText(restore.error)} onConfirm={() => restore.mutate()} onClose={close}>
            <div className="stack">
                {backup ? (
                    <Facts
                        of={[
                            ['Backup', <>{exact(backup.created_at)} (<Ago at={backup.created_at} />)</>],
                            ['Contents', backup.full ? 'Full, with telemetry' : 'State, without telemetry'],
                            ['Proven', <Ago at={backup.proven_at} />],
                        ]}
                    />
                ) : (
                    <Facts
                        of={[
                            ['File', <span className="mono">{file.name}</span>],
                            ['Size', bytes(file.size)],
                        ]}
                    />
                )}
                <ul className="backup-what">
                    <li>The state of the whole box, of every tenant, is replaced: services, channels, alerts, users, API keys, audit trail.</li>
                    <li>
                        What was changed since it was made is not in it.{' '}
                        {backup ? (backup.full ? 'Logs, metric samples and check results are replaced too.' : 'Logs, metric samples and check results stay as they are.') : 'Logs, metric samples and check results are replaced only if it is a full backup.'}
                    </li>
                    <li>Binnacle verifies it first, then restarts. Everyone is cut off for a moment and may have to sign in again.</li>
                    <li>
                        The state of now is set aside in the data directory, in a folder <code>restore-…</code>.
                    </li>
                </ul>
                {file && restore.isPending && (
                    <div role="status">
                        <div className="meter">
                            <i style={{ width: `${file.size ? (sent / file.size) * 100 : 100}%` }} />
                        </div>
                        <p className="secondary">{beyond ? 'Sent. The box verifies it; this cannot be stopped any more.' : `Sent ${bytes(sent)} of ${bytes(file.size)} (${percent((sent / file.size) * 100, 0)}). Cancel gives up.`}</p>
                    </div>
                )}
                {backup && restore.isPending && (
                    <p className="secondary" role="status">
                        The box verifies it; this cannot be stopped any more.
                    </p>
                )}
            </div>
        </ConfirmDialog>
    );
}

export function Restarting({ startedAt }: { startedAt: number }) {
    const now = useNow();
    const [since] = useState(Date.now);
    const [phase, setPhase] = useState<'stopping' | 'starting' | 'ready'>('stopping');
    useEffect(() => {
        let stopped = false;
        let timer = 0;
        let away = false;
        /* It may be back before it was seen gone, so what counts is that another process answers. */
        const ask = async () => {
            const start = await processStart();
            if (start === null) away = true;
            const other = start !== null && (away || start - startedAt > APART_MS || Date.now() - since > ENOUGH_MS);
            const ready = other && (await isReady());
            if (stopped) return;
            setPhase(ready ? 'ready' : away || other ? 'starting' : 'stopping');
            if (ready) location.assign(`/login?next=${encodeURIComponent('/admin/backup')}`);
            else timer = window.setTimeout(() => void ask(), ASK_MS);
        };
        void ask();
        return () => {
            stopped = true;
            clearTimeout(timer);
        };
    }, [startedAt, since]);
    const seconds = (now - since) / 1000;
    const words = { stopping: 'The backup is verified and put in place. Binnacle stops now.', starting: 'Binnacle starts with the restored state.', ready: 'It is ready.' };
    return (
        <>
            <PageHead title="Restoring" />
            <Panel label="Restoring" status="running">
                <div className="backup-restarting" role="status">
                    <LoaderCircle size={28} className="spin" aria-hidden="true" />
                    <h2>Restarting…</h2>
                    <p className="secondary">{words[phase]}</p>
                    <p className="muted">For {duration(Math.max(0, seconds))}. The sign-in opens by itself.</p>
                    {seconds > LONG_S && (
                        <p className="form-error">
                            This takes longer than it should. If it does not come back, look at the log of the service on the box; the state from before is in the data directory, in <code>restore-…</code>.
                        </p>
                    )}
                </div>
            </Panel>
        </>
    );
}
