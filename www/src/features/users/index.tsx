/* Users of the tenant: add, change role and access, hand over a reset link, delete; of those at home elsewhere the membership alone. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound, MailPlus, Plus, ShieldOff, Trash2, UserX, Users } from 'lucide-react';
import { useState } from 'react';
import { del, encode, ifMatch, patch, post } from '@/api/client';
import type { User } from '@/api/types';
import { useMay, useMe } from '@/app/session';
import { toast } from '@/app/toasts';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { useUrlState } from '@/lib/url';
import { Button, LinkButton } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { HistoryLink } from '@/ui/History';
import { PageHead, Panel, Tabs } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';
import { Invitations, Invite } from './Invitations';
import { ResetDialog } from './ResetDialog';
import { useRoles } from './roles';
import './users.css';

const KEY = ['users'] as const;
const NEEDS = 'Needs the permission to manage users';

export default function UsersPage() {
    const [tab, setTab] = useUrlState('tab');
    const [adding, add] = useState(false);
    const [inviting, invite] = useUrlState('invite');
    const may = useMay();
    return (
        <>
            <PageHead title="Users">
                <LinkButton to="/admin/roles">Roles</LinkButton>
                <Button icon={<Plus size={14} aria-hidden="true" />} reason={!may('user.write') && NEEDS} onClick={() => add(true)}>
                    Add a user
                </Button>
                <Button look="primary" icon={<MailPlus size={14} aria-hidden="true" />} reason={!may('user.write') && NEEDS} onClick={() => invite('1')}>
                    Invite
                </Button>
            </PageHead>
            <div className="stack">
                <Tabs
                    label="Users"
                    value={tab || 'users'}
                    onChange={(v) => setTab(v === 'users' ? '' : v)}
                    of={[
                        ['users', 'Accounts'],
                        ['invitations', 'Invitations'],
                    ]}
                />
                {tab === 'invitations' ? <Invitations /> : <Accounts />}
            </div>
            {adding && <AddUser onClose={() => add(false)} />}
            {inviting && may('user.write') && <Invite onClose={() => invite('')} />}
        </>
    );
}

function Accounts() {
    const may = useMay();
    const me = useMe();
    const roles = useRoles();
    const client = useQueryClient();
    const users = usePaged<User>(KEY, '/users', { limit: 100 });
    const [deleting, ask] = useState<User | null>(null);
    const [resetting, reset] = useState<User | null>(null);
    const [unlocking, unlock] = useState<User | null>(null);
    const done = () => void client.invalidateQueries({ queryKey: KEY });
    const change = useMutation({
        mutationFn: ({ user, ...body }: { user: User; role?: string; enabled?: boolean }) => patch<User>(`/users/${encode(user.id)}`, body, { headers: ifMatch(user.version) }),
        onSuccess: (u) => toast({ kind: 'ok', title: u.email, text: u.enabled ? `is ${u.role}` : 'is disabled and signed out' }),
        onError: (e) => toast({ kind: 'warn', title: 'Not changed', text: errorText(e) }),
        onSettled: done,
    });
    const dropFactor = useMutation({
        mutationFn: (id: string) => post(`/users/${encode(id)}/second-factor/reset`),
        onSuccess: () => {
            unlock(null);
            done();
        },
    });
    const remove = useMutation({
        mutationFn: (id: string) => del(`/users/${encode(id)}`),
        onSuccess: () => {
            ask(null);
            done();
        },
    });
    const no = (u: User) => (!may('user.write') ? NEEDS : !roles.includes(u.role) ? 'This role is above yours' : false);
    const away = (u: User) => !u.home && 'The account is managed by another tenant';
    return (
        <Panel label="Accounts" flush>
            <Async
                query={users}
                what="The users"
                skeleton={<Skeleton rows={6} />}
                empty={users.data && users.rows.length === 0 && <Empty title="No users" icon={<Users size={28} aria-hidden="true" />} />}
            >
                {() => (
                    <>
                        <Table
                            label="Users"
                            rows={users.rows}
                            id={(u) => u.id}
                            columns={[
                                {
                                    head: 'User',
                                    cell: (u) => (
                                        <>
                                            {u.id === me?.user.id ? <b>{u.email} (you)</b> : u.email}
                                            {(u.name || !u.home) && <span className="muted user-more"> {[u.name, !u.home && 'guest from another tenant'].filter(Boolean).join(' · ')}</span>}
                                        </>
                                    ),
                                },
                                {
                                    head: 'Role',
                                    className: 'nowrap',
                                    cell: (u) =>
                                        no(u) || u.id === me?.user.id ? (
                                            u.role
                                        ) : (
                                            <select className="select auto" aria-label={`Role of ${u.email}`} value={u.role} disabled={change.isPending} onChange={(e) => change.mutate({ user: u, role: e.target.value })}>
                                                {roles.map((r) => (
                                                    <option key={r}>{r}</option>
                                                ))}
                                            </select>
                                        ),
                                },
                                { head: 'Access', cell: (u) => <StatusMark status={!u.enabled ? 'off' : u.confirmed ? 'ok' : 'pending'} word={!u.enabled ? 'Disabled' : u.confirmed ? 'Enabled' : 'Not confirmed'} /> },
                                { head: 'Second factor', cell: (u) => (u.second_factor ? <StatusMark status="ok" word="On" /> : <span className="muted">off</span>) },
                                { head: 'Last sign-in', cell: (u) => <Ago at={u.last_login_at} /> },
                                { head: 'Since', cell: (u) => <Ago at={u.created_at} /> },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (u) => {
                                        const self = u.id === me?.user.id && 'Not yourself';
                                        return (
                                            <>
                                                <HistoryLink type="user" id={u.id} name={u.email} />
                                                <Button small look="quiet" icon={<KeyRound size={14} />} label={`Reset link for ${u.email}`} reason={no(u) || away(u)} onClick={() => reset(u)} />
                                                {u.second_factor && <Button small look="quiet" icon={<ShieldOff size={14} />} label={`Take the second factor of ${u.email} away`} reason={no(u) || away(u)} onClick={() => unlock(u)} />}
                                                <Button small look="quiet" icon={<UserX size={14} />} label={`${u.enabled ? 'Disable' : 'Enable'} ${u.email}`} reason={self || no(u) || away(u)} onClick={() => change.mutate({ user: u, enabled: !u.enabled })} />
                                                <Button small look="quiet" icon={<Trash2 size={14} />} label={`${u.home ? 'Delete' : 'Remove'} ${u.email}`} reason={self || no(u)} onClick={() => ask(u)} />
                                            </>
                                        );
                                    },
                                },
                            ]}
                        />
                        <More of={users} noun="user" />
                    </>
                )}
            </Async>
            <ConfirmDialog open={deleting !== null} title={deleting?.home === false ? 'Remove the member' : 'Delete the user'} verb={deleting?.home === false ? 'Remove' : 'Delete'} typed={deleting?.email} busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => deleting && remove.mutate(deleting.id)} onClose={() => ask(null)}>
                {deleting?.home === false
                    ? `${deleting.email} is signed out of this tenant, and their API keys here stop working. The account itself, managed by another tenant, stays.`
                    : `${deleting?.email} is signed out everywhere, and their API keys stop working. What they did stays in the audit trail.`}
            </ConfirmDialog>
            <ConfirmDialog open={unlocking !== null} title="Take the second factor away" verb="Take it away" busy={dropFactor.isPending} error={dropFactor.error && errorText(dropFactor.error)} onConfirm={() => unlocking && dropFactor.mutate(unlocking.id)} onClose={() => unlock(null)}>
                {unlocking?.email} is signed out everywhere and then signs in with the password alone, until a new second factor is set up. Make sure that it is really them who asked.
            </ConfirmDialog>
            {resetting && <ResetDialog user={resetting} onClose={() => reset(null)} />}
        </Panel>
    );
}

function AddUser({ onClose }: { onClose: () => void }) {
    const roles = useRoles();
    const client = useQueryClient();
    const [v, set] = useState({ email: '', name: '', role: 'viewer', password: '' });
    const add = useMutation({
        mutationFn: () => post<User>('/users', { ...v, email: v.email.trim(), name: v.name.trim() }),
        onSuccess: (u) => {
            toast({ kind: 'ok', title: 'User added', text: u.email });
            void client.invalidateQueries({ queryKey: KEY });
            onClose();
        },
    });
    const f = useFieldErrors(add.error);
    return (
        <Dialog open title="Add a user" onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!add.isPending) add.mutate();
                }}
            >
                <TextField label="Email" type="email" autoComplete="off" value={v.email} onChange={(email) => set({ ...v, email })} error={f('email')} required autoFocus />
                <TextField label="Name" value={v.name} onChange={(name) => set({ ...v, name })} error={f('name')} required={false} maxLength={100} />
                <SelectField label="Role" value={v.role} onChange={(role) => set({ ...v, role })} options={roles.map((r) => [r, r])} error={f('role')} help="A viewer reads, an editor acts on day-to-day things, an admin configures, a superadmin does everything." />
                <TextField label="Password" type="password" autoComplete="new-password" value={v.password} onChange={(password) => set({ ...v, password })} error={f('password')} help="At least 12 characters. They can change it; a reset link lets them set one that you never saw." required />
                <FormError error={add.error} known={['email', 'name', 'role', 'password']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={add.isPending}>
                        Add
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
