/* Is the trail to be believed: the chain, the heads that were written out of the box, and pruning what is old. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Plus, Send, ShieldCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { del, encode, get, post } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { AuditIntegrity, AuditReceipt, AuditSink, AuditVerdict, List } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { number, plural } from '@/lib/format';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/Dialog';
import { FormError, TextField, useFieldErrors } from '@/ui/Form';
import { Banner, Facts, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';
import { SinkDialog } from './SinkDialog';

const NEEDS = 'Needs the permission audit.manage';

export function Integrity() {
    const may = useMay();
    return (
        <div className="stack">
            <Chain />
            {may('audit.manage') && (
                <>
                    <Sinks />
                    <CheckHead />
                    <Prune />
                </>
            )}
        </div>
    );
}

function Chain() {
    const client = useQueryClient();
    const q = useQuery({
        queryKey: ['audit', 'integrity'],
        queryFn: ({ signal }) => get<AuditIntegrity>('/audit/integrity', { signal, quiet: true }),
        refetchInterval: (x) => (x.state.data?.running ? 700 : 30_000),
    });
    useLiveInvalidate('audit', [['audit', 'integrity']], 1000);
    const verify = useMutation({
        mutationFn: (full: boolean) => post<AuditIntegrity>('/audit/verify', { full }, { quiet: true }),
        onSuccess: (d) => client.setQueryData(['audit', 'integrity'], d),
        onError: (e) => toast({ kind: 'warn', title: 'Not verified', text: errorText(e) }),
    });
    const i = q.data;
    const running = i?.running ?? null;
    return (
        <Panel
            title="Chain"
            status={i?.status === 'broken' ? 'critical' : i?.status === 'unbroken' ? 'ok' : 'unknown'}
            actions={
                <div className="row tight">
                    <Button small icon={<ShieldCheck size={14} aria-hidden="true" />} busy={verify.isPending || Boolean(running)} onClick={() => verify.mutate(false)}>
                        Verify new rows
                    </Button>
                    <Button small reason={running && 'A verification runs'} onClick={() => verify.mutate(true)}>
                        Verify everything
                    </Button>
                </div>
            }
        >
            <Async query={q} what="The state of the chain" skeleton={<Skeleton rows={5} />}>
                {(d) => (
                    <div className="stack">
                        {d.status === 'broken' && <Banner kind="critical">{d.finding}. Keep this box's files as they are, and compare with a backup and with the heads that were written out.</Banner>}
                        <Facts
                            of={[
                                ['State', <StatusMark key="s" status={d.status === 'broken' ? 'critical' : d.status === 'unbroken' ? 'ok' : 'unknown'} word={d.status === 'broken' ? 'Broken' : d.status === 'unbroken' ? 'Unbroken' : 'Not verified yet'} />],
                                d.first_bad_id !== null && ['First bad row', number(d.first_bad_id)],
                                ['Verified', <Ago key="v" at={d.verified_at} />],
                                ['From the first row on', <Ago key="f" at={d.fully_verified_at} />],
                                ['Rows', `${number(d.last_id - d.pruned_to)}${d.pruned_to ? `, from row ${number(d.pruned_to + 1)} on: those before were pruned` : ''}`],
                                d.other_key_to > 0 && ['Another key', `rows up to ${number(d.other_key_to)} were written under another box's key; only their order is checked`],
                            ]}
                        />
                        {running && (
                            <div className="stack">
                                <progress className="audit-progress" max={running.total || 1} value={running.done} aria-label="Verification" />
                                <span className="muted">
                                    {number(running.done)} of {plural(running.total, 'row')}
                                </span>
                            </div>
                        )}
                    </div>
                )}
            </Async>
        </Panel>
    );
}

function where(s: AuditSink): string {
    const c = s.config;
    return s.kind === 'webhook' ? String(c.url) : s.kind === 'file' ? String(c.file) : `${String(c.protocol ?? 'udp')}://${String(c.host)}:${String(c.port ?? 514)}`;
}

function Sinks() {
    const client = useQueryClient();
    const [editing, edit] = useState<AuditSink | 'new' | null>(null);
    const [deleting, ask] = useState<AuditSink | null>(null);
    const q = useQuery({ queryKey: ['audit', 'sinks'], queryFn: ({ signal }) => get<List<AuditSink>>('/audit/sinks', { signal, quiet: true }), refetchInterval: 60_000 });
    const receipts = usePaged<AuditReceipt>(['audit', 'receipts'], '/audit/receipts', { limit: 20 });
    const renew = () => {
        void client.invalidateQueries({ queryKey: ['audit', 'sinks'] });
        void client.invalidateQueries({ queryKey: ['audit', 'receipts'] });
    };
    const send = useMutation({
        mutationFn: (sink?: AuditSink) => post<{ sent: number; failed: number }>('/audit/heads', sink ? { sink_id: sink.id } : {}, { quiet: true }),
        onSuccess: (r) => toast(r.failed ? { kind: 'warn', title: 'Not everywhere', text: `${plural(r.failed, 'sink')} did not take the head` } : { kind: 'ok', title: 'Written out', text: `The head is at ${plural(r.sent, 'sink')}` }),
        onError: (e) => toast({ kind: 'warn', title: 'Not written out', text: errorText(e) }),
        onSettled: renew,
    });
    const remove = useMutation({
        mutationFn: (s: AuditSink) => del(`/audit/sinks/${encode(s.id)}`, { quiet: true }),
        onSuccess: () => {
            ask(null);
            renew();
        },
    });
    return (
        <>
            <Panel
                title="Heads kept elsewhere"
                flush
                actions={
                    <div className="row tight">
                        <Button small icon={<Send size={14} aria-hidden="true" />} reason={!q.data?.items.some((s) => s.enabled) && 'There is no sink that is on'} busy={send.isPending && !send.variables} onClick={() => send.mutate(undefined)}>
                            Write out now
                        </Button>
                        <Button small look="primary" icon={<Plus size={14} aria-hidden="true" />} onClick={() => edit('new')}>
                            Add a sink
                        </Button>
                    </div>
                }
            >
                <Async
                    query={q}
                    what="The sinks"
                    skeleton={<Skeleton rows={3} />}
                    empty={
                        q.data?.items.length === 0 && (
                            <Empty title="The head is kept nowhere else" actions={<Button onClick={() => edit('new')}>Add a sink</Button>}>
                                The number and hash of the last row, written to another place once a day, shows when somebody cuts off the end or puts the whole file back.
                            </Empty>
                        )
                    }
                >
                    {(d) => (
                        <Table
                            label="Sinks"
                            rows={d.items}
                            id={(s) => s.id}
                            columns={[
                                { head: 'Name', cell: (s) => s.name },
                                { head: 'To', className: 'audit-where', cell: (s) => <><span className="muted">{s.kind}</span> <code>{where(s)}</code></> },
                                { head: 'On', cell: (s) => <StatusMark status={s.enabled ? 'ok' : 'off'} word={s.enabled ? 'Daily' : 'Off'} /> },
                                {
                                    head: 'Last',
                                    className: 'audit-last',
                                    cell: (s) =>
                                        s.last ? (
                                            <>
                                                <StatusMark status={s.last.error ? 'failed' : 'ok'} word={s.last.error ? 'Failed' : `Row ${number(s.last.seq)}`} /> <Ago at={s.last.at} />
                                                {s.last.error && <span className="secondary"> {s.last.error}</span>}
                                            </>
                                        ) : (
                                            <span className="muted">never</span>
                                        ),
                                },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (s) => (
                                        <>
                                            <Button small look="quiet" icon={<Send size={14} />} label={`Write out to ${s.name} now`} busy={send.isPending && send.variables?.id === s.id} onClick={() => send.mutate(s)} />
                                            <Button small look="quiet" icon={<Pencil size={14} />} label={`Edit ${s.name}`} onClick={() => edit(s)} />
                                            <Button small look="quiet" icon={<Trash2 size={14} />} label={`Delete ${s.name}`} onClick={() => ask(s)} />
                                        </>
                                    ),
                                },
                            ]}
                        />
                    )}
                </Async>
            </Panel>
            {receipts.rows.length > 0 && (
                <Panel title="Receipts" flush>
                    <Table
                        label="Receipts"
                        rows={receipts.rows}
                        id={(r) => String(r.id)}
                        columns={[
                            { head: 'When', cell: (r) => <Ago at={r.at} /> },
                            { head: 'Sink', cell: (r) => r.sink_name },
                            { head: 'Row', num: true, cell: (r) => number(r.seq) },
                            { head: 'Hash', cell: (r) => <code title={r.hash}>{r.hash.slice(0, 16)}…</code> },
                            {
                                head: 'Arrived',
                                cell: (r) => (
                                    <>
                                        <StatusMark status={r.error ? 'failed' : 'ok'} word={r.error ? 'Failed' : 'Arrived'} /> <span className="secondary">{r.error}</span>
                                    </>
                                ),
                            },
                        ]}
                    />
                    <More of={receipts} noun="receipt" />
                </Panel>
            )}
            {editing && (
                <SinkDialog
                    sink={editing === 'new' ? null : editing}
                    onClose={() => edit(null)}
                    onDone={() => {
                        edit(null);
                        renew();
                    }}
                />
            )}
            <ConfirmDialog open={deleting !== null} title="Delete the sink" verb="Delete" busy={remove.isPending} error={remove.error ? errorText(remove.error) : null} onConfirm={() => deleting && remove.mutate(deleting)} onClose={() => ask(null)}>
                No head is written to <b>{deleting?.name}</b> any more. Its receipts stay, and what it holds can still be checked.
            </ConfirmDialog>
        </>
    );
}

function CheckHead() {
    const [heads, setHeads] = useState('');
    const [reason, setReason] = useState('');
    const check = useMutation({ mutationFn: () => post<AuditVerdict>('/audit/heads/check', { heads }, { quiet: true }) });
    const accept = useMutation({
        mutationFn: () => post<{ accepted: number }>('/audit/heads/accept', { heads, reason }, { quiet: true }),
        onSuccess: () => {
            toast({ kind: 'ok', title: 'Accepted', text: 'The trail says so from now on.' });
            check.mutate();
        },
    });
    const f = useFieldErrors(check.error);
    const g = useFieldErrors(accept.error);
    const v = check.data;
    return (
        <Panel title="Hold against a head">
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    check.mutate();
                }}
            >
                <TextField label="What was kept" rows={3} mono value={heads} onChange={setHeads} error={f('heads')} help="Lines of a file sink, the body of a webhook, or ROW:HASH. The whole chain is verified against them." />
                <FormError error={check.error} known={['heads']} />
                <div className="row">
                    <Button type="submit" busy={check.isPending} reason={!heads.trim() && 'Paste a head first'}>
                        Check
                    </Button>
                    {v && <StatusMark status={v.ok ? 'ok' : 'critical'} word={v.ok ? 'Fits' : 'Does not fit'} />}
                    {v?.ok && (
                        <span className="secondary">
                            {plural(v.rows, 'row')} unbroken, {plural(v.heads, 'head')} fit
                        </span>
                    )}
                </div>
                {v && !v.ok && <p role="alert">{v.finding}</p>}
            </form>
            {v && !v.ok && (
                <form
                    className="stack audit-accept"
                    onSubmit={(e) => {
                        e.preventDefault();
                        accept.mutate();
                    }}
                >
                    <p className="secondary">If the box was put back on purpose, such as from a backup, say so: these heads then need not fit any more. The reason stays in the trail.</p>
                    <TextField label="Why it was put back" value={reason} onChange={setReason} error={g('reason')} maxLength={500} />
                    <FormError error={accept.error} known={['reason', 'heads']} />
                    <div className="row">
                        <Button type="submit" busy={accept.isPending} reason={reason.trim().length < 10 && 'Say why, in ten letters or more'}>
                            It was on purpose
                        </Button>
                    </div>
                </form>
            )}
        </Panel>
    );
}

function Prune() {
    const client = useQueryClient();
    const may = useMay();
    const [before, setBefore] = useState('');
    const [asking, ask] = useState<{ rows: number; until: number } | null>(null);
    const iso = () => new Date(`${before}T00:00:00Z`).toISOString();
    const preview = useMutation({ mutationFn: () => post<{ rows: number; until: number }>('/audit/prune/preview', { before: iso() }, { quiet: true }), onSuccess: (r) => r.rows > 0 && ask(r) });
    const prune = useMutation({
        mutationFn: (p: { rows: number; until: number }) => post<AuditIntegrity>('/audit/prune', { before: iso(), ...p, confirm: `prune ${p.rows} rows` }, { quiet: true }),
        onSuccess: (_r, p) => {
            toast({ kind: 'ok', title: 'Pruned', text: `${plural(p.rows, 'row')} are gone; the trail says so` });
            ask(null);
            void client.invalidateQueries({ queryKey: ['audit'] });
        },
    });
    const f = useFieldErrors(preview.error);
    return (
        <Panel title="Prune">
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    preview.mutate();
                }}
            >
                <p className="secondary">Rows are kept until somebody says otherwise. What is pruned is gone for good: export it first. That it was done, by whom, and the hash of what went stays in the trail, and the chain goes on.</p>
                <div className="audit-prune">
                    <div className="field">
                        <label htmlFor="prune-before">Rows older than</label>
                        <input id="prune-before" className="input" type="date" value={before} max={new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10)} onChange={(e) => setBefore(e.target.value)} />
                        {f('before') && (
                            <span className="error" role="alert">
                                {f('before')}
                            </span>
                        )}
                    </div>
                    <Button type="submit" busy={preview.isPending} reason={!may('audit.manage') ? NEEDS : !before && 'Choose a day first'}>
                        Count them
                    </Button>
                    {before && (
                        <a className="btn" href={`/api/v1/audit/export?${new URLSearchParams({ format: 'json', scope: 'box', to: iso() })}`} download="audit-before-prune.json">
                            Export them first
                        </a>
                    )}
                </div>
                <FormError error={preview.error} known={['before']} />
                {preview.data?.rows === 0 && <p className="muted">No row is older.</p>}
            </form>
            <ConfirmDialog
                open={asking !== null}
                title="Prune the audit trail"
                verb="Prune"
                typed={asking ? `prune ${asking.rows} rows` : undefined}
                busy={prune.isPending}
                error={prune.error ? errorText(prune.error) : null}
                onConfirm={() => asking && prune.mutate(asking)}
                onClose={() => ask(null)}
            >
                {asking && (
                    <>
                        <b>{plural(asking.rows, 'row')}</b> of every tenant, up to row {number(asking.until)}, are deleted for good.
                    </>
                )}
            </ConfirmDialog>
        </Panel>
    );
}
