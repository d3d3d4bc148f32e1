/* Users of the tenant: add, change role and access, hand over a reset link, delete; and what each role may do. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus, Trash2, UserX, Users } from 'lucide-react';
import { useState } from 'react';
import { del, encode, get, ifMatch, patch, post } from '@/api/client';
import type { User } from '@/api/types';
import { useMay, useMe } from '@/app/session';
import { toast } from '@/app/toasts';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { CopyText, PageHead, Panel, Tabs } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';

const KEY = ['users'] as const;
const ROLES = ['viewer', 'editor', 'admin', 'superadmin'];
const NEEDS = 'Needs the permission to manage users';

/** The roles up to one's own: nobody gives more than they have. */
function useRoles(): [string, string][] {
    const mine = ROLES.indexOf(useMe()?.user.role ?? 'viewer');
    return ROLES.filter((_, i) => i <= mine).map((r) => [r, r]);
}

export default function UsersPage() {
    const [tab, setTab] = useUrlState('tab');
    const [adding, add] = useState(false);
    const may = useMay();
    return (
        <>
            <PageHead title="Users">
                <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={!may('user.write') && NEEDS} onClick={() => add(true)}>
                    Add a user
                </Button>
            </PageHead>
            <Tabs
                label="Users and roles"
                value={tab || 'users'}
                onChange={(v) => setTab(v === 'users' ? '' : v)}
                of={[
                    ['users', 'Accounts'],
                    ['roles', 'Roles'],
                ]}
            />
            {tab === 'roles' ? <Roles /> : <Accounts />}
            {adding && <AddUser onClose={() => add(false)} />}
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
    const [link, setLink] = useState<{ user: User; url: string; expires_at: string } | null>(null);
    const done = () => void client.invalidateQueries({ queryKey: KEY });
    const change = useMutation({
        mutationFn: ({ user, ...body }: { user: User; role?: string; enabled?: boolean }) => patch<User>(`/users/${encode(user.id)}`, body, { headers: ifMatch(user.version) }),
        onSuccess: (u) => toast({ kind: 'ok', title: u.email, text: u.enabled ? `is ${u.role}` : 'is disabled and signed out' }),
        onError: (e) => toast({ kind: 'warn', title: 'Not changed', text: errorText(e) }),
        onSettled: done,
    });
    const reset = useMutation({
        mutationFn: (user: User) => post<{ reset_url: string; expires_at: string }>(`/users/${encode(user.id)}/reset-password`),
        onSuccess: (r, user) => setLink({ user, url: location.origin + r.reset_url, expires_at: r.expires_at }),
        onError: (e) => toast({ kind: 'warn', title: 'No link was made', text: errorText(e) }),
    });
    const remove = useMutation({
        mutationFn: (id: string) => del(`/users/${encode(id)}`),
        onSuccess: () => {
            ask(null);
            done();
        },
    });
    const no = (u: User) => (!may('user.write') ? NEEDS : !roles.some(([r]) => r === u.role) ? 'This role is above yours' : false);
    return (
        <Panel label="Accounts" flush>
            <Async
                query={{ ...users, data: users.data }}
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
                                { head: 'Email', className: 'nowrap', cell: (u) => (u.id === me?.user.id ? <b>{u.email} (you)</b> : u.email) },
                                { head: 'Name', cell: (u) => u.name },
                                {
                                    head: 'Role',
                                    className: 'nowrap',
                                    cell: (u) =>
                                        no(u) || u.id === me?.user.id ? (
                                            u.role
                                        ) : (
                                            <select className="select auto" aria-label={`Role of ${u.email}`} value={u.role} disabled={change.isPending} onChange={(e) => change.mutate({ user: u, role: e.target.value })}>
                                                {roles.map(([r]) => (
                                                    <option key={r}>{r}</option>
                                                ))}
                                            </select>
                                        ),
                                },
                                { head: 'Access', cell: (u) => <StatusMark status={u.enabled ? 'ok' : 'off'} word={u.enabled ? 'Enabled' : 'Disabled'} /> },
                                { head: 'Last sign-in', cell: (u) => <Ago at={u.last_login_at} /> },
                                { head: 'Since', cell: (u) => <Ago at={u.created_at} /> },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (u) => {
                                        const self = u.id === me?.user.id && 'Not yourself';
                                        return (
                                            <>
                                                <Button small look="quiet" icon={<KeyRound size={14} />} label={`Reset link for ${u.email}`} reason={no(u)} busy={reset.isPending && reset.variables?.id === u.id} onClick={() => reset.mutate(u)} />
                                                <Button small look="quiet" icon={<UserX size={14} />} label={`${u.enabled ? 'Disable' : 'Enable'} ${u.email}`} reason={self || no(u)} onClick={() => change.mutate({ user: u, enabled: !u.enabled })} />
                                                <Button small look="quiet" icon={<Trash2 size={14} />} label={`Delete ${u.email}`} reason={self || no(u)} onClick={() => ask(u)} />
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
            <ConfirmDialog open={deleting !== null} title="Delete the user" verb="Delete" typed={deleting?.email} busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => deleting && remove.mutate(deleting.id)} onClose={() => ask(null)}>
                {deleting?.email} is signed out everywhere, and their API keys stop working. What they did stays in the audit trail.
            </ConfirmDialog>
            <Dialog open={link !== null} title="Reset link" onClose={() => setLink(null)}>
                <div className="stack">
                    <p>
                        Hand this link to {link?.user.email}. It works once, until <Ago at={link?.expires_at} />, and is not shown again.
                    </p>
                    <CopyText text={link?.url ?? ''} label="the link" />
                    <DialogFoot>
                        <Button onClick={() => setLink(null)}>Done</Button>
                    </DialogFoot>
                </div>
            </Dialog>
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
                <SelectField label="Role" value={v.role} onChange={(role) => set({ ...v, role })} options={roles} error={f('role')} help="A viewer reads, an editor acts on day-to-day things, an admin configures, a superadmin does everything." />
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

interface RoleList {
    items: { name: string; builtin: boolean; permissions: string[] }[];
    permissions: { name: string; doc: string }[];
}

function Roles() {
    const roles = useQuery({ queryKey: ['roles'], queryFn: ({ signal }) => get<RoleList>('/roles', { signal, quiet: true }) });
    return (
        <Panel label="Roles" flush>
            <Async query={roles} what="The roles" skeleton={<Skeleton rows={10} />}>
                {(r) => (
                    <Table
                        label="What each role may do"
                        rows={r.permissions}
                        id={(p) => p.name}
                        columns={[
                            { head: 'Permission', cell: (p) => <code>{p.name}</code> },
                            { head: 'Allows', cell: (p) => p.doc },
                            ...r.items.map((role) => ({
                                head: role.name,
                                cell: (p: { name: string }) => (role.permissions.includes(p.name) ? <StatusMark status="ok" word="Yes" /> : <span className="muted">no</span>),
                            })),
                        ]}
                    />
                )}
            </Async>
        </Panel>
    );
}
