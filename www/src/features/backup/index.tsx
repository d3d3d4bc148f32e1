/* Backups: what is proven restorable, the schedule, the list, and restoring from one of it or from a file. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, Download, Plus, RotateCcw, ShieldCheck, Trash2, Upload } from 'lucide-react';
import { type ChangeEvent, useRef, useState } from 'react';
import { del, encode, get, post } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { Backup, BackupSchedule } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { bytes, duration, exact } from '@/lib/format';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError } from '@/ui/Form';
import { PageHead, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago, Since } from '@/ui/Time';
import { Proven } from './Proven';
import { Restarting, RestoreDialog, type Source } from './Restore';
import { Schedule } from './Schedule';
import { KEY, KINDS, NEEDS, SCHEDULE_KEY, contents } from './data';
import './backup.css';

const LISTENED = [KEY];
/* Long enough for a proof of a big backup; after it the row speaks for itself again. */
const PROOF_MS = 10 * 60_000;

/** Proofs that were asked for, by backup: the proven_at and the time before. The row shows no state of its own while it is proven again. */
type Proofs = Record<string, { before: string | null; asked: number }>;

const beingProven = (proofs: Proofs, b: Backup) => {
    const p = proofs[b.id];
    return p !== undefined && b.status === 'ok' && b.proven_at === p.before && Date.now() - p.asked < PROOF_MS;
};

export default function BackupPage() {
    const may = useMay();
    const [restoring, restore] = useState<Source | null>(null);
    /* When the process that is to end was started, in ms; set once the box has said that it restarts. */
    const [startedAt, restarts] = useState<number | null>(null);
    if (startedAt !== null) return <Restarting startedAt={startedAt} />;
    return (
        <>
            <Backups no={!may('backup.write') && NEEDS} onRestore={restore} />
            {restoring && <RestoreDialog source={restoring} onClose={() => restore(null)} onRestarts={restarts} />}
        </>
    );
}

function Backups({ no, onRestore }: { no: string | false; onRestore: (s: Source) => void }) {
    const client = useQueryClient();
    const [making, make] = useState(false);
    const [deleting, ask] = useState<Backup | null>(null);
    const [proofs, setProofs] = useState<Proofs>({});
    const busy = (rows: Backup[]) => rows.some((b) => b.status === 'running' || beingProven(proofs, b));
    const [working, setWorking] = useState(false);
    const list = usePaged<Backup>(KEY, '/admin/backup', { limit: 50 }, { refetchInterval: working ? 1_000 : 30_000 });
    const schedule = useQuery({ queryKey: SCHEDULE_KEY, queryFn: ({ signal }) => get<BackupSchedule>('/admin/backup/schedule', { signal, quiet: true }), refetchInterval: 60_000 });
    useLiveInvalidate('backups', LISTENED, 200);
    /* The list decides how often it is asked for; setting state while rendering is React's way for a value that follows another. */
    const now = busy(list.rows);
    if (now !== working) setWorking(now);

    const changed = () => void client.invalidateQueries({ queryKey: KEY });
    const prove = useMutation({
        mutationFn: (b: Backup) => post<Backup>(`/admin/backup/${encode(b.id)}/verify`, undefined, { quiet: true }),
        onMutate: (b) => setProofs((p) => ({ ...p, [b.id]: { before: b.proven_at, asked: Date.now() } })),
        onError: (e, b) => {
            setProofs(({ [b.id]: _, ...rest }) => rest);
            toast({ kind: 'warn', title: 'The proof was not started', text: errorText(e) });
        },
        onSettled: changed,
    });
    const remove = useMutation({
        mutationFn: (b: Backup) => del(`/admin/backup/${encode(b.id)}`, { quiet: true }),
        onSuccess: () => {
            ask(null);
            changed();
        },
    });
    const proven = list.rows.filter((b) => b.status === 'ok' && b.proven_at);
    const last = deleting !== null && proven.length === 1 && proven[0]?.id === deleting.id;
    const unusable = (b: Backup) => no || (b.status === 'running' ? 'It is still being made' : b.status === 'failed' ? 'It failed: there is nothing to use' : false);
    const makeOne = (
        <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={no} onClick={() => make(true)}>
            Back up now
        </Button>
    );
    return (
        <>
            <PageHead title="Backup">
                <FileButton no={no} onFile={(file) => onRestore({ file })} />
                {makeOne}
            </PageHead>
            <div className="stack">
                <div className="backup-top">
                    <Panel title="Last proven restorable" status={list.data ? Proven.status(list.rows) : undefined}>
                        <Async query={list} what="The backups" skeleton={<Skeleton rows={4} />}>
                            {() => <Proven rows={list.rows} schedule={schedule.data} />}
                        </Async>
                    </Panel>
                    <Panel title="Schedule">
                        <Async query={schedule} what="The schedule" skeleton={<Skeleton rows={4} height={32} />}>
                            {(s) => <Schedule key={s.version} stored={s} no={no} />}
                        </Async>
                    </Panel>
                </div>
                <Panel title="Backups" flush>
                    <Async
                        query={list}
                        what="The backups"
                        skeleton={<Skeleton rows={6} />}
                        empty={
                            list.data &&
                            list.rows.length === 0 && (
                                <Empty title="No backup yet" icon={<Archive size={28} aria-hidden="true" />} actions={makeOne}>
                                    A backup is one file with everything that is configured here. It is made while Binnacle runs, and opened and verified before it counts.
                                </Empty>
                            )
                        }
                    >
                        {() => (
                            <>
                                <Table
                                    label="List of backups"
                                    rows={list.rows}
                                    id={(b) => b.id}
                                    columns={[
                                        { head: 'State', cell: (b) => <State of={b} proving={beingProven(proofs, b)} /> },
                                        { head: 'Made', cell: (b) => <Ago at={b.created_at} /> },
                                        { head: 'Proven', cell: (b) => (b.status === 'running' ? <span className="muted">–</span> : <Ago at={b.proven_at} />) },
                                        { head: 'Kind', cell: (b) => <span className="nowrap">{KINDS[b.kind] ?? b.kind}</span> },
                                        { head: 'Contents', cell: (b) => <span className="nowrap">{contents(b.full)}</span> },
                                        { head: 'Size', num: true, cell: (b) => <span className="nowrap">{b.bytes ? bytes(b.bytes) : '–'}</span> },
                                        { head: 'Took', num: true, cell: (b) => <span className="nowrap">{b.status === 'running' ? <Since at={b.created_at} /> : took(b)}</span> },
                                        { head: 'By', cell: (b) => <span className="nowrap">{b.created_by ?? <span className="muted">Binnacle</span>}</span> },
                                        { head: 'File', className: 'backup-file', cell: (b) => (b.error ? <span className="form-error">{b.error}</span> : <span className="mono secondary truncate" title={b.file_name ?? undefined}>{b.file_name}</span>) },
                                        {
                                            head: 'Actions',
                                            actions: true,
                                            cell: (b) => {
                                                const name = `the backup of ${exact(b.created_at)}`;
                                                const off = unusable(b);
                                                return (
                                                    <>
                                                        {off ? (
                                                            <Button small look="quiet" icon={<Download size={14} />} label={`Download ${name}`} reason={off} />
                                                        ) : (
                                                            <a className="btn quiet small icon" href={`/api/v1/admin/backup/${encode(b.id)}/download`} download={b.file_name ?? true} aria-label={`Download ${name}`} title={`Download ${name}`}>
                                                                <Download size={14} aria-hidden="true" />
                                                            </a>
                                                        )}
                                                        <Button small look="quiet" icon={<ShieldCheck size={14} />} label={`Prove ${name} again`} reason={no || (b.status === 'running' && 'It is still being made') || (!b.proven_at && 'It failed: there is nothing to prove')} busy={beingProven(proofs, b)} onClick={() => prove.mutate(b)} />
                                                        <Button small look="quiet" icon={<RotateCcw size={14} />} label={`Restore ${name}`} reason={off} onClick={() => onRestore({ backup: b })} />
                                                        <Button small look="quiet" icon={<Trash2 size={14} />} label={`Delete ${name}`} reason={no || (b.status === 'running' && 'It is still being made')} onClick={() => ask(b)} />
                                                    </>
                                                );
                                            },
                                        },
                                    ]}
                                />
                                <More of={list} noun="backup" />
                            </>
                        )}
                    </Async>
                </Panel>
            </div>
            {making && (
                <MakeDialog
                    onClose={() => make(false)}
                    onMade={() => {
                        make(false);
                        changed();
                    }}
                />
            )}
            <ConfirmDialog
                open={deleting !== null}
                title="Delete the backup"
                verb="Delete"
                typed={last ? 'delete' : undefined}
                busy={remove.isPending}
                error={remove.error && errorText(remove.error)}
                onConfirm={() => deleting && remove.mutate(deleting)}
                onClose={() => {
                    remove.reset();
                    ask(null);
                }}
            >
                {deleting && (
                    <>
                        The backup of <b>{exact(deleting.created_at)}</b> {deleting.bytes ? `(${bytes(deleting.bytes)}) ` : ''}is removed from the disk. {last && <b>It is the only one that is proven restorable. </b>}This cannot be undone.
                    </>
                )}
            </ConfirmDialog>
        </>
    );
}

function took(b: Backup): string {
    if (!b.finished_at) return '–';
    const seconds = (Date.parse(b.finished_at) - Date.parse(b.created_at)) / 1000;
    return seconds < 1 ? '< 1 s' : duration(seconds);
}

function State({ of: b, proving }: { of: Backup; proving: boolean }) {
    if (b.status === 'running') return <StatusMark status="running" />;
    if (proving) return <StatusMark status="running" word="Proving" />;
    return b.status === 'ok' ? <StatusMark status="ok" word={b.proven_at ? 'Proven' : 'OK'} /> : <StatusMark status="failed" />;
}

/** Chooses a file; what happens with it is asked afterwards. */
function FileButton({ no, onFile }: { no: string | false; onFile: (f: File) => void }) {
    const ref = useRef<HTMLInputElement>(null);
    const take = (e: ChangeEvent<HTMLInputElement>) => {
        const file = e.target.files?.[0];
        /* The same file may be chosen again after a failure. */
        e.target.value = '';
        if (file) onFile(file);
    };
    return (
        <>
            <input ref={ref} type="file" hidden accept=".db,application/vnd.sqlite3" aria-label="A backup's file" onChange={take} data-testid="restore-file" />
            <Button icon={<Upload size={14} aria-hidden="true" />} reason={no} onClick={() => ref.current?.click()}>
                Restore from a file
            </Button>
        </>
    );
}

function MakeDialog({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
    const [full, setFull] = useState(false);
    const make = useMutation({
        mutationFn: () => post<Backup>('/admin/backup', { full }, { quiet: true }),
        onSuccess: () => {
            toast({ kind: 'info', title: 'The backup is being made', text: 'It goes on when you leave this page.' });
            onMade();
        },
    });
    const choices: [boolean, string, string][] = [
        [false, 'State', 'Everything configured, alerts, users and the audit trail. Small and quick.'],
        [true, 'Full', 'The state, and all telemetry: logs, metric samples and check results.'],
    ];
    return (
        <Dialog open title="Back up now" onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!make.isPending) make.mutate();
                }}
            >
                <fieldset className="stack">
                    <legend className="sr-only">What to back up</legend>
                    {choices.map(([value, title, text]) => (
                        <label key={title} className="backup-choice">
                            <input type="radio" name="contents" checked={full === value} autoFocus={full === value} onChange={() => setFull(value)} />
                            <span>
                                <b>{title}</b>
                                <br />
                                <span className="secondary">{text}</span>
                            </span>
                        </label>
                    ))}
                </fieldset>
                <FormError error={make.error} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={make.isPending}>
                        Back up
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
