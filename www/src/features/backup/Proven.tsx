/* The answer to "could we restore?": the newest backup that was opened and found restorable, and how old what it holds is. */
import type { Backup, BackupSchedule } from '@/api/types';
import { bytes, exact } from '@/lib/format';
import { Facts } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Ago, Countdown } from '@/ui/Time';
import { KINDS, contents } from './data';

/* A day and a bit: one nightly backup that is late is no alarm, one that was missed is. */
const OLD_MS = 26 * 3600_000;

/** The backup that would be restored: of the proven ones the one made last. The list is newest first. */
const newest = (rows: Backup[]) => rows.find((b) => b.status === 'ok' && b.proven_at);

function statusOf(rows: Backup[]): 'ok' | 'warn' | 'critical' {
    const b = newest(rows);
    if (!b) return 'critical';
    return Date.now() - Date.parse(b.created_at) > OLD_MS || rows.find((r) => r.status !== 'running')?.status === 'failed' ? 'warn' : 'ok';
}

export function Proven({ rows, schedule }: { rows: Backup[]; schedule: BackupSchedule | undefined }) {
    const b = newest(rows);
    const status = statusOf(rows);
    const failed = rows.find((r) => r.status !== 'running');
    const next: [string, React.ReactNode] = ['Next', schedule ? schedule.enabled && schedule.next_at ? <Countdown at={schedule.next_at} /> : 'not scheduled' : '–'];
    return (
        <div className="stack">
            <p className="backup-proven">
                <StatusMark status={status} word={b ? 'Proven' : 'None proven'} size={14} />
                <span className="backup-when">{b ? <Ago at={b.proven_at} /> : 'nothing could be restored'}</span>
            </p>
            {failed?.status === 'failed' && (
                <p className="form-error">
                    The last one failed <Ago at={failed.finished_at ?? failed.created_at} />: {failed.error ?? 'for an unknown reason'}
                </p>
            )}
            {b ? (
                <Facts of={[['Holds', `${contents(b.full)} as of ${exact(b.created_at)}`], ['Size', `${bytes(b.bytes)} · ${KINDS[b.kind] ?? b.kind}`], next]} />
            ) : (
                <>
                    <p className="secondary">Make a backup now, and let the schedule make one every night. Each is opened and verified before it counts.</p>
                    <Facts of={[next]} />
                </>
            )}
            <p className="muted">
                Keep copies off this box. A backup holds no key: secrets in it open only with <code>secret.key</code> of the data directory, so keep that elsewhere too.
            </p>
        </div>
    );
}
Proven.status = statusOf;
