/* Backups: made, proven, downloaded, restored. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, Download, Ellipsis, ShieldCheck, Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import { call, del, encode, get, post, put } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { Backup, BackupSchedule } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { bytes, duration, plural } from '@/lib/format';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/Dialog';
import { CheckField, FormError, NumberField, TextField, useFieldErrors } from '@/ui/Form';
import { Menu } from '@/ui/Menu';
import { Banner, Facts, PageHead, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago, Countdown } from '@/ui/Time';
import './backup.css';

const KINDS: Record<Backup['kind'], string> = { manual: 'By hand', scheduled: 'Scheduled', upload: 'Uploaded', pre_migration: 'Before an upgrade' };
const NO = 'Only a superadmin may do this';
const LISTENED = [['backup']];

export default function BackupPage() {
    const may = useMay();
    const write = may('backup.write');
    const client = useQueryClient();
    const list = usePaged<Backup>(['backup', 'list'], '/admin/backup', { limit: 50 }, { refetchInterval: 15_000 });
    useLiveInvalidate('backups', LISTENED);
    const [full, setFull] = useState(false);
    const [removing, remove] = useState<Backup | null>(null);
    const [restoring, restore] = useState<Backup | File | null>(null);
    const refresh = () => void client.invalidateQueries({ queryKey: ['backup'] });
    const make = useMutation({
        mutationFn: () => post<Backup>('/admin/backup', { full }, { quiet: true }),
        onSuccess: () => toast({ kind: 'info', title: 'The backup is being made', text: 'It goes on when you leave this page, and is proven when it is done.' }),
        onSettled: refresh,
    });
    const verify = useMutation({
        mutationFn: (b: Backup) => post<Backup>(`/admin/backup/${encode(b.id)}/verify`, undefined, { quiet: true }),
        onSuccess: () => toast({ kind: 'info', title: 'The backup is being proven again' }),
        onError: (e) => toast({ kind: 'critical', title: 'It could not be proven', text: errorText(e) }),
        onSettled: refresh,
    });
    const del1 = useMutation({
        mutationFn: (b: Backup) => del(`/admin/backup/${encode(b.id)}`),
        onSuccess: () => {
            remove(null);
            refresh();
        },
    });
    const proven = list.rows.filter((b) => b.proven_at).sort((a, b) => Date.parse(b.proven_at!) - Date.parse(a.proven_at!))[0];
    const newest = list.rows.find((b) => b.status !== 'running');
    const running = list.rows.some((b) => b.status === 'running');

    return (
        <>
            <PageHead title="Backup" sub="One file holds the whole state: users, services, alerts, history, settings. Each is opened and checked after it is made; only then is it proven." />
            <div className="backup">
                <div className="stack">
                    <Panel title="Now" status={!list.data ? undefined : newest?.status === 'failed' ? 'failed' : proven ? 'ok' : 'warn'}>
                        <div className="stack">
                            <Facts
                                of={[
                                    ['Last proven', proven ? <Ago at={proven.proven_at} /> : <StatusMark status="warn" word="never" />],
                                    ['Last made', newest ? <><StatusMark status={newest.status} size={8} /> <Ago at={newest.created_at} /></> : <span className="muted">never</span>],
                                ]}
                            />
                            <CheckField label="With telemetry" help="Check results and metric samples as well; larger and slower." checked={full} onChange={setFull} />
                            <FormError error={make.error} />
                            <div>
                                <Button look="primary" icon={<Archive size={14} aria-hidden="true" />} busy={make.isPending || running} reason={!write && NO} onClick={() => make.mutate()}>
                                    {running ? 'A backup is being made' : 'Back up now'}
                                </Button>
                            </div>
                        </div>
                    </Panel>
                    <SchedulePanel write={write} />
                    <Panel title="Restore from a file">
                        <div className="stack">
                            <p className="secondary">The file is checked before anything is touched. Then the whole state is replaced by it, and the box restarts.</p>
                            <div className="field">
                                <label htmlFor="restore-file">Backup file</label>
                                <input
                                    id="restore-file"
                                    type="file"
                                    disabled={!write}
                                    onChange={(e) => {
                                        const f = e.target.files?.[0];
                                        e.target.value = '';
                                        if (f) restore(f);
                                    }}
                                />
                            </div>
                            {!write && <p className="muted">{NO}.</p>}
                        </div>
                    </Panel>
                </div>
                <Panel title="Backups" flush>
                    <Async query={list} what="The backups" skeleton={<Skeleton rows={8} />} empty={list.rows.length === 0 && <Empty title="No backup yet" icon={<Archive size={28} aria-hidden="true" />}>Make one now; the schedule makes one every night.</Empty>}>
                        {() => (
                            <>
                                <Table
                                    label="Backups"
                                    rows={list.rows}
                                    id={(b) => b.id}
                                    columns={[
                                        { head: 'State', cell: (b) => <StatusMark status={b.status} word={b.status === 'ok' ? 'Made' : undefined} /> },
                                        { head: 'Made', cell: (b) => <Ago at={b.created_at} /> },
                                        { head: 'Proven', cell: (b) => (b.proven_at ? <StatusMark status="ok" word="proven" size={8} /> : b.status === 'running' ? <span className="muted">–</span> : <StatusMark status="warn" word="not proven" size={8} />) },
                                        { head: 'Kind', cell: (b) => `${KINDS[b.kind]}${b.full ? ', full' : ''}` },
                                        { head: 'Size', num: true, cell: (b) => bytes(b.bytes) },
                                        { head: 'Took', num: true, cell: (b) => (b.finished_at ? duration((Date.parse(b.finished_at) - Date.parse(b.created_at)) / 1000) : '–') },
                                        { head: 'By', cell: (b) => b.created_by ?? <span className="muted">the box</span> },
                                        { head: 'Error', className: 'wrap', cell: (b) => <span className="secondary">{b.error}</span> },
                                        {
                                            head: 'Actions',
                                            actions: true,
                                            cell: (b) => (
                                                <>
                                                    {b.status === 'ok' && write && (
                                                        <a className="btn small" href={`/api/v1/admin/backup/${encode(b.id)}/download`} download>
                                                            <Download size={12} aria-hidden="true" /> Download
                                                        </a>
                                                    )}{' '}
                                                    <Menu
                                                        small
                                                        label={`More actions for the backup of ${b.created_at}`}
                                                        icon={<Ellipsis size={14} aria-hidden="true" />}
                                                        entries={[
                                                            { label: 'Prove again', icon: <ShieldCheck size={14} aria-hidden="true" />, reason: !write ? NO : b.status !== 'ok' && 'It was not made', run: () => verify.mutate(b) },
                                                            { label: 'Restore…', icon: <Upload size={14} aria-hidden="true" />, danger: true, reason: !write ? NO : b.status !== 'ok' && 'It was not made', run: () => restore(b) },
                                                            '-',
                                                            { label: 'Delete…', danger: true, reason: !write ? NO : b.status === 'running' && 'It is being made', run: () => remove(b) },
                                                        ]}
                                                    />
                                                </>
                                            ),
                                        },
                                    ]}
                                />
                                <More of={list} noun="backup" />
                            </>
                        )}
                    </Async>
                </Panel>
            </div>
            <ConfirmDialog open={removing !== null} title="Delete backup" verb="Delete" busy={del1.isPending} error={del1.error && errorText(del1.error)} onConfirm={() => removing && del1.mutate(removing)} onClose={() => remove(null)}>
                Deletes the backup file of <b>{removing && new Date(removing.created_at).toLocaleString()}</b> ({bytes(removing?.bytes)}). {plural(Math.max(0, list.rows.length - 1), 'other')} {list.rows.length === 2 ? 'stays' : 'stay'}.
            </ConfirmDialog>
            {restoring && <Restore what={restoring} onClose={() => restore(null)} />}
        </>
    );
}

/** Replaces everything, so the word is typed; then waits until the box is back. */
function Restore({ what, onClose }: { what: Backup | File; onClose: () => void }) {
    const [waiting, wait] = useState(false);
    const run = useMutation({
        mutationFn: () =>
            what instanceof File
                ? call<{ restarts: boolean }>('POST', '/admin/restore', { file: what, headers: { 'X-Confirm': 'restore' }, quiet: true })
                : post<{ restarts: boolean }>(`/admin/backup/${encode(what.id)}/restore`, undefined, { headers: { 'X-Confirm': 'restore' }, quiet: true }),
        onSuccess: () => wait(true),
    });
    useEffect(() => {
        if (!waiting) return;
        let gone = false;
        const started = Date.now();
        const timer = setInterval(() => {
            fetch('/readyz', { cache: 'no-store' }).then(
                (r) => {
                    /* Once it was away, or some time after, ready means restored. The session may be gone: the page is loaded anew. */
                    if (r.ok && (gone || Date.now() - started > 8_000)) location.assign('/admin/backup');
                    if (!r.ok) gone = true;
                },
                () => {
                    gone = true;
                },
            );
        }, 500);
        return () => clearInterval(timer);
    }, [waiting]);
    if (waiting) {
        return (
            <div className="restoring">
                <Banner>
                    <b>Restored.</b> The box restarts; this page comes back by itself.
                </Banner>
            </div>
        );
    }
    const name = what instanceof File ? what.name : new Date(what.created_at).toLocaleString();
    return (
        <ConfirmDialog open title="Restore" verb="Restore and restart" typed="restore" busy={run.isPending} error={run.error && errorText(run.error)} onConfirm={() => run.mutate()} onClose={onClose}>
            <p>
                Replaces the whole state of this box by <b>{name}</b> ({bytes(what instanceof File ? what.size : what.bytes)}): users, services, alerts, history and settings go back to what they were then. Everybody is disconnected while the box restarts, and what came after the backup is gone.
            </p>
            {run.isPending && <p className="muted">The file is being checked.</p>}
        </ConfirmDialog>
    );
}

function SchedulePanel({ write }: { write: boolean }) {
    const schedule = useQuery({ queryKey: ['backup', 'schedule'], queryFn: () => get<BackupSchedule>('/admin/backup/schedule', { quiet: true }), refetchOnWindowFocus: false });
    return (
        <Panel title="Every night">
            <Async query={schedule} what="The schedule" skeleton={<Skeleton rows={4} />}>
                {(s) => <ScheduleForm key={s.version} schedule={s} write={write} />}
            </Async>
        </Panel>
    );
}

function ScheduleForm({ schedule, write }: { schedule: BackupSchedule; write: boolean }) {
    const client = useQueryClient();
    const [enabled, setEnabled] = useState(schedule.enabled);
    const [at, setAt] = useState(schedule.at);
    const [keep, setKeep] = useState<number | null>(schedule.keep);
    const [full, setFull] = useState(schedule.full);
    const changed = enabled !== schedule.enabled || at !== schedule.at || keep !== schedule.keep || full !== schedule.full;
    const save = useMutation({
        mutationFn: () => put<BackupSchedule>('/admin/backup/schedule', { enabled, at, keep, full }, { quiet: true }),
        onSuccess: (s) => {
            client.setQueryData(['backup', 'schedule'], s);
            toast({ kind: 'ok', title: 'The schedule is saved' });
        },
    });
    const error = useFieldErrors(save.error);
    return (
        <form
            className="stack"
            onSubmit={(e) => {
                e.preventDefault();
                if (write && changed && !save.isPending) save.mutate();
            }}
        >
            <CheckField label="Make a backup every night" checked={enabled} onChange={setEnabled} disabled={!write} error={error('enabled')} help={schedule.enabled && schedule.next_at ? <>Next one <Countdown at={schedule.next_at} />.</> : undefined} />
            <div className="form-grid small">
                <TextField label="At" type="time" value={at} onChange={setAt} disabled={!write} error={error('at')} help="The box's clock." />
                <NumberField label="Keep" value={keep} min={1} max={365} onChange={setKeep} disabled={!write} error={error('keep')} />
            </div>
            <CheckField label="With telemetry" checked={full} onChange={setFull} disabled={!write} error={error('full')} />
            <FormError error={save.error} known={['enabled', 'at', 'keep', 'full']} />
            <div>
                <Button type="submit" busy={save.isPending} reason={!write ? NO : !changed && 'Nothing was changed'}>
                    Save the schedule
                </Button>
            </div>
        </form>
    );
}
