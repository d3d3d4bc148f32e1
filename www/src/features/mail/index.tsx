/* The mail server, a test that says what the server answered, and what became of the mails. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw, Send } from 'lucide-react';
import { useState } from 'react';
import { ApiError, del, encode, get, ifMatch, patch, post, put } from '@/api/client';
import type { MailItem, MailState, MailTest } from '@/api/types';
import { useMay, useMe } from '@/app/session';
import { toast } from '@/app/toasts';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/Dialog';
import { CheckField, FormError, NumberField, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { Banner, PageHead, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';
import './mail.css';

const KEY = ['mail'] as const;
const OUTBOX = ['mail', 'outbox'] as const;
const SECURITY: [string, string][] = [
    ['starttls', 'STARTTLS, required'],
    ['tls', 'TLS from the start'],
    ['opportunistic', 'STARTTLS where offered'],
    ['none', 'None: never encrypted'],
];
const PORTS: Record<string, number> = { starttls: 587, tls: 465, opportunistic: 25, none: 25 };

export default function MailPage() {
    const mail = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<MailState>('/admin/mail', { signal, quiet: true }) });
    return (
        <>
            <PageHead title="Mail" sub="The server through which this box sends links for accounts: invitations, confirmations, new passwords." />
            <Async query={mail} what="The mail settings" skeleton={<Skeleton rows={8} height={32} />}>
                {(m) => <Server key={m.config?.version ?? 0} state={m} />}
            </Async>
            <Outbox />
        </>
    );
}

function Server({ state }: { state: MailState }) {
    const c = state.config;
    const may = useMay();
    const me = useMe();
    const client = useQueryClient();
    const [url, setUrl] = useState(state.public_url || location.origin);
    const [v, set] = useState({
        host: c?.host ?? '',
        port: c?.port ?? 587,
        security: c?.security ?? 'starttls',
        verify_tls: c?.verify_tls ?? true,
        username: c?.username ?? '',
        from_address: c?.from_address ?? '',
        from_name: c?.from_name ?? 'Binnacle',
    });
    const [password, setPassword] = useState('');
    const [to, setTo] = useState(me?.user.email ?? '');
    const [forgetting, forget] = useState(false);
    const body = { ...v, port: v.port ?? 0, host: v.host.trim(), from_address: v.from_address.trim(), ...(password ? { password } : {}) };
    const moved = Boolean(c?.password.set) && (c?.host !== body.host || c?.port !== body.port);
    const save = useMutation({
        mutationFn: async () => {
            if (url.trim() !== state.public_url && may('settings.write')) await patch('/admin/settings', { public_url: url.trim() || null }, { quiet: true });
            return put<MailState>('/admin/mail', body, { quiet: true, ...(c ? { headers: ifMatch(c.version) } : {}) });
        },
        onSuccess: (m) => {
            toast({ kind: 'ok', title: 'Saved', text: m.ready ? 'Links are mailed from now on.' : 'Set the public URL too: links begin with it.' });
            client.setQueryData(KEY, m);
        },
    });
    const test = useMutation({ mutationFn: () => post<MailTest>('/admin/mail/test', { to: to.trim(), config: body }, { quiet: true }) });
    const remove = useMutation({
        mutationFn: () => del('/admin/mail'),
        onSuccess: () => {
            forget(false);
            void client.invalidateQueries({ queryKey: KEY });
        },
    });
    const f = useFieldErrors(save.error);
    const ft = useFieldErrors(test.error);
    const field = (name: string) => f(name) ?? ft(`config.${name}`);
    return (
        <>
            {!c && <Banner>Without a mail server the same links can be made here and handed over by hand.</Banner>}
            {c && !state.ready && <Banner kind="warn">The public URL is not set, so no link can be mailed.</Banner>}
            {v.security === 'none' && v.username !== '' && <Banner kind="warn">Without encryption the password travels in clear.</Banner>}
            <div className="mail-grid">
                <Panel title="Server">
                    <form
                        className="stack"
                        onSubmit={(e) => {
                            e.preventDefault();
                            if (!save.isPending) save.mutate();
                        }}
                    >
                        <div className="form-grid">
                            <TextField label="Server" value={v.host} onChange={(host) => set({ ...v, host })} placeholder="smtp.example.org" error={field('host')} required />
                            <NumberField label="Port" value={v.port} onChange={(port) => set({ ...v, port: port ?? 0 })} min={1} max={65535} error={field('port')} required />
                            <SelectField
                                label="Encryption"
                                value={v.security}
                                onChange={(security) => set({ ...v, security: security as typeof v.security, port: v.port === PORTS[v.security] ? PORTS[security]! : v.port })}
                                options={SECURITY}
                                error={field('security')}
                            />
                            <TextField label="User name" value={v.username} onChange={(username) => set({ ...v, username })} error={field('username')} help="Empty: the server asks for none" required={false} />
                            <TextField
                                label="Password"
                                type="password"
                                autoComplete="new-password"
                                value={password}
                                onChange={setPassword}
                                placeholder={c?.password.set ? 'set; type to replace it' : ''}
                                error={field('password')}
                                help={moved && !password ? 'For another server the password must be entered again' : undefined}
                                required={false}
                            />
                            <TextField label="Sender address" type="email" value={v.from_address} onChange={(from_address) => set({ ...v, from_address })} placeholder="binnacle@example.org" error={field('from_address')} required />
                            <TextField label="Sender name" value={v.from_name} onChange={(from_name) => set({ ...v, from_name })} error={field('from_name')} maxLength={100} required={false} />
                            <TextField label="Public URL of this box" type="url" value={url} onChange={setUrl} error={f('public_url')} help="Links in mails begin with it" disabled={!may('settings.write')} />
                        </div>
                        <CheckField label="The server's certificate must be good" checked={v.verify_tls} onChange={(verify_tls) => set({ ...v, verify_tls })} disabled={v.security === 'none'} />
                        {save.error instanceof ApiError && save.error.status === 412 ? (
                            <Banner kind="warn">Somebody changed these settings meanwhile. Reload the page.</Banner>
                        ) : (
                            <FormError error={save.error} known={['host', 'port', 'security', 'username', 'password', 'from_address', 'from_name', 'public_url']} />
                        )}
                        <div className="row">
                            <Button type="submit" look="primary" busy={save.isPending}>
                                Save
                            </Button>
                            {c && (
                                <Button look="quiet" onClick={() => forget(true)}>
                                    Forget the server
                                </Button>
                            )}
                        </div>
                    </form>
                </Panel>
                <Panel title="Test" status={test.data ? (test.data.success ? 'ok' : 'critical') : undefined}>
                    <form
                        className="stack"
                        onSubmit={(e) => {
                            e.preventDefault();
                            if (!test.isPending) test.mutate();
                        }}
                    >
                        <p>Sends a mail with the settings as they stand here, saved or not.</p>
                        <TextField label="To" type="email" value={to} onChange={setTo} error={ft('to')} required />
                        <div className="row">
                            <Button type="submit" icon={<Send size={14} aria-hidden="true" />} busy={test.isPending} reason={!v.host && 'Enter a server first'}>
                                Send a test
                            </Button>
                        </div>
                        <div role="status" aria-live="polite" className="stack">
                            {test.isPending && <span className="muted">Talking to the server, 10 s at most…</span>}
                            {test.data && (
                                <>
                                    <StatusMark status={test.data.success ? 'ok' : 'critical'} word={test.data.success ? `Taken in ${test.data.duration_ms} ms` : 'Not sent'} />
                                    {test.data.error && <p>{test.data.error}</p>}
                                    {test.data.answer && <code className="answer">{test.data.answer}</code>}
                                </>
                            )}
                        </div>
                        <FormError error={test.error} known={['to', 'config']} />
                    </form>
                </Panel>
            </div>
            <ConfirmDialog open={forgetting} title="Forget the mail server" verb="Forget it" busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => remove.mutate()} onClose={() => forget(false)}>
                The settings and the password are deleted. Mails that wait are kept until there is a server again, for a day at most.
            </ConfirmDialog>
        </>
    );
}

const word = { pending: 'Waiting', sent: 'Sent', dead: 'Given up' } as const;
const mark = { pending: 'pending', sent: 'ok', dead: 'dead' } as const;

function Outbox() {
    const client = useQueryClient();
    const mails = usePaged<MailItem>(OUTBOX, '/admin/mail/outbox', { limit: 50 });
    const retry = useMutation({
        mutationFn: (id: string) => post(`/admin/mail/outbox/${encode(id)}/retry`),
        onError: (e) => toast({ kind: 'warn', title: 'Not tried', text: errorText(e) }),
        onSettled: () => void client.invalidateQueries({ queryKey: OUTBOX }),
    });
    return (
        <Panel title="Mails" flush>
            <Async query={{ ...mails, data: mails.data }} what="The mails" skeleton={<Skeleton rows={4} />} empty={mails.data && mails.rows.length === 0 && <Empty title="No mails yet">Invitations, confirmations and links for new passwords show up here.</Empty>}>
                {() => (
                    <>
                        <Table
                            label="Mails"
                            rows={mails.rows}
                            id={(m) => m.id}
                            columns={[
                                { head: 'State', className: 'nowrap', cell: (m) => <StatusMark status={mark[m.status]} word={word[m.status]} /> },
                                { head: 'To', cell: (m) => m.to },
                                { head: 'Subject', cell: (m) => m.subject },
                                { head: 'Written', cell: (m) => <Ago at={m.created_at} /> },
                                {
                                    head: 'Last answer',
                                    cell: (m) =>
                                        m.last_error ? (
                                            <>
                                                {m.last_error}
                                                {m.next_attempt_at && (
                                                    <span className="muted">
                                                        {' '}
                                                        · again <Ago at={m.next_attempt_at} />
                                                    </span>
                                                )}
                                            </>
                                        ) : (
                                            ''
                                        ),
                                },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (m) => m.status === 'pending' && <Button small look="quiet" icon={<RotateCcw size={14} />} label={`Try the mail to ${m.to} now`} busy={retry.isPending && retry.variables === m.id} onClick={() => retry.mutate(m.id)} />,
                                },
                            ]}
                        />
                        <More of={mails} noun="mail" />
                    </>
                )}
            </Async>
        </Panel>
    );
}
