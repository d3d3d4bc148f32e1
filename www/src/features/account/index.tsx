/* The own account: name, address, password, second factor, sessions, tenants, its end. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, patch, post } from '@/api/client';
import type { Account, Place } from '@/api/types';
import { load as loadSession, useMe } from '@/app/session';
import { toast } from '@/app/toasts';
import { Async, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, NewPasswordField, TextField, useFieldErrors } from '@/ui/Form';
import { Banner, PageHead, Panel } from '@/ui/Page';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';
import './account.css';

const KEY = ['account'] as const;

export default function AccountPage() {
    const me = useMe();
    const account = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Account>('/auth/me/account', { signal, quiet: true }) });
    /* The box wants a second factor and nothing else until it is there. Its panel keeps its place: it still shows the recovery codes when the rest comes. */
    const first = me?.session?.second_factor_missing === true;
    return (
        <>
            <PageHead title="Your account" sub={me?.user.email} />
            <div className={first ? 'account-first' : 'account'}>
                <div className="stack">
                    {!first && (
                        <Panel title="Profile">
                            <Async query={account} what="The account" skeleton={<Skeleton rows={4} />}>
                                {(a) => <Profile key={a.id} account={a} />}
                            </Async>
                        </Panel>
                    )}
                    <SecondFactor />
                </div>
                {!first && (
                    <>
                        <div className="stack">
                            <Panel title="Password">
                                <Password />
                            </Panel>
                            <Tenants />
                        </div>
                        <div className="stack wide">
                            <Sessions />
                            <Leave email={me?.user.email ?? ''} />
                        </div>
                    </>
                )}
            </div>
        </>
    );
}

function Profile({ account }: { account: Account }) {
    const client = useQueryClient();
    const [name, setName] = useState(account.name);
    const [moving, move] = useState(false);
    const rename = useMutation({
        mutationFn: () => patch<Account>('/auth/me/account', { name: name.trim() }, { quiet: true }),
        onSuccess: async () => {
            toast({ kind: 'ok', title: 'Saved' });
            await client.invalidateQueries({ queryKey: KEY });
            await loadSession();
        },
    });
    const again = useMutation({
        mutationFn: () => post('/auth/me/confirmation', undefined, { quiet: true }),
        onSuccess: () => toast({ kind: 'ok', title: 'On its way', text: `Look into the mail of ${account.email}` }),
        onError: (e) => toast({ kind: 'warn', title: 'Not sent', text: errorText(e) }),
    });
    const f = useFieldErrors(rename.error);
    return (
        <div className="stack">
            {!account.confirmed && (
                <Banner kind="warn">
                    Your address is not confirmed.{' '}
                    {account.mail && (
                        <Button small busy={again.isPending} onClick={() => again.mutate()}>
                            Send the link again
                        </Button>
                    )}
                </Banner>
            )}
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!rename.isPending && name.trim() !== account.name) rename.mutate();
                }}
            >
                <TextField label="Name" autoComplete="name" value={name} onChange={setName} error={f('name')} required={false} maxLength={100} />
                <FormError error={rename.error} known={['name']} />
                <div className="row">
                    <Button type="submit" busy={rename.isPending} reason={name.trim() === account.name && 'Nothing was changed'}>
                        Save the name
                    </Button>
                </div>
            </form>
            <div className="field">
                <span className="label">Email</span>
                <div className="row">
                    <span className="grow">{account.email}</span>
                    <Button small reason={!account.mail && 'This box cannot send mail, so a new address cannot be confirmed'} onClick={() => move(true)}>
                        Change
                    </Button>
                </div>
                {account.new_email && <span className="help">Waits for its confirmation: {account.new_email}</span>}
            </div>
            {moving && <ChangeEmail onClose={() => move(false)} />}
        </div>
    );
}

function ChangeEmail({ onClose }: { onClose: () => void }) {
    const client = useQueryClient();
    const [v, set] = useState({ email: '', password: '' });
    const change = useMutation({
        mutationFn: () => post('/auth/me/email', { ...v, email: v.email.trim() }, { quiet: true }),
        onSuccess: () => {
            toast({ kind: 'ok', title: 'Look into the mail of the new address', text: 'The change counts once you open the link there.' });
            void client.invalidateQueries({ queryKey: KEY });
            onClose();
        },
    });
    const f = useFieldErrors(change.error);
    return (
        <Dialog open title="Change your address" onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!change.isPending) change.mutate();
                }}
            >
                <p>The new address gets a link that confirms it, the old one a word about the change. Afterwards you sign in again.</p>
                <TextField label="New email" type="email" autoComplete="email" value={v.email} onChange={(email) => set({ ...v, email })} error={f('email')} required autoFocus />
                <TextField label="Your password" type="password" autoComplete="current-password" value={v.password} onChange={(password) => set({ ...v, password })} error={f('password')} required />
                <FormError error={change.error} known={['email', 'password']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={change.isPending}>
                        Send the link
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}

function Password() {
    const [v, set] = useState({ current_password: '', new_password: '' });
    const change = useMutation({
        mutationFn: () => post('/auth/password', v, { quiet: true }),
        onSuccess: () => {
            set({ current_password: '', new_password: '' });
            toast({ kind: 'ok', title: 'Password changed', text: 'You are signed out everywhere else.' });
        },
    });
    const f = useFieldErrors(change.error);
    return (
        <form
            className="stack"
            onSubmit={(e) => {
                e.preventDefault();
                if (!change.isPending) change.mutate();
            }}
        >
            <TextField label="Current password" type="password" autoComplete="current-password" value={v.current_password} onChange={(current_password) => set({ ...v, current_password })} error={f('current_password')} required />
            <NewPasswordField label="New password" value={v.new_password} onChange={(new_password) => set({ ...v, new_password })} error={f('new_password')} help="At least 12 characters. You stay signed in here alone." required />
            <FormError error={change.error} known={['current_password', 'new_password']} />
            <div className="row">
                <Button type="submit" busy={change.isPending} reason={(!v.current_password || !v.new_password) && 'Fill in both'}>
                    Change the password
                </Button>
            </div>
        </form>
    );
}

function Tenants() {
    const places = useQuery({ queryKey: ['account', 'tenants'], queryFn: ({ signal }) => get<{ items: Place[] }>('/auth/tenants', { signal, quiet: true }) });
    return (
        <Panel title="Tenants">
            <Async query={places} what="The tenants" skeleton={<Skeleton rows={2} />}>
                {(d) => (
                    <ul className="places">
                        {d.items.map((p) => (
                            <li key={p.id}>
                                <b className="grow">{p.name}</b>
                                <span className="muted">
                                    {p.role}
                                    {p.current && ' · here now'}
                                    {p.suspended && ' · suspended'}
                                </span>
                            </li>
                        ))}
                    </ul>
                )}
            </Async>
        </Panel>
    );
}

function Leave({ email }: { email: string }) {
    const [how, ask] = useState<'disable' | 'delete' | null>(null);
    return (
        <Panel title="Leave">
            <div className="stack">
                <p>Disabled, the account stays as it is, and an administrator can enable it again. Deleted, it is gone with its API keys; what it did stays in the audit trail.</p>
                <div className="row">
                    <Button onClick={() => ask('disable')}>Disable my account</Button>
                    <Button look="danger" onClick={() => ask('delete')}>
                        Delete my account
                    </Button>
                </div>
            </div>
            {how && <LeaveDialog how={how} email={email} onClose={() => ask(null)} />}
        </Panel>
    );
}

function LeaveDialog({ how, email, onClose }: { how: 'disable' | 'delete'; email: string; onClose: () => void }) {
    const [v, set] = useState({ confirm: '', password: '' });
    const end = useMutation({
        mutationFn: () => post(`/auth/me/${how}`, v, { quiet: true }),
        onSuccess: async () => {
            await loadSession();
            toast({ kind: 'ok', title: how === 'delete' ? 'Account deleted' : 'Account disabled' });
        },
    });
    const f = useFieldErrors(end.error);
    const typed = v.confirm.trim().toLowerCase() === email.toLowerCase();
    return (
        <Dialog open title={how === 'delete' ? 'Delete your account' : 'Disable your account'} hazard={how === 'delete'} onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!end.isPending && typed) end.mutate();
                }}
            >
                <p>
                    You are signed out everywhere{how === 'delete' ? ', your API keys stop working, and there is no way back' : ' and cannot sign in until an administrator enables the account again'}.
                </p>
                <TextField label={`Type ${email} to confirm`} value={v.confirm} onChange={(confirm) => set({ ...v, confirm })} error={f('confirm')} required autoFocus />
                <TextField label="Your password" type="password" autoComplete="current-password" value={v.password} onChange={(password) => set({ ...v, password })} error={f('password')} required />
                <FormError error={end.error} known={['confirm', 'password']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="danger" busy={end.isPending} reason={!typed && 'Type your address first'}>
                        {how === 'delete' ? 'Delete' : 'Disable'}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
