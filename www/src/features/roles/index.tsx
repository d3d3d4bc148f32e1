/* Roles: what each may do, as a matrix; the tenant's own ones are made, changed and deleted here, with who is affected. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { HistoryLink } from '@/ui/History';
import { del, encode, get, ifMatch, patch, post } from '@/api/client';
import type { Permission, Role, RoleList } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { plural } from '@/lib/format';
import { Async, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, TextField, useFieldErrors } from '@/ui/Form';
import { Banner, PageHead, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Table } from '@/ui/Table';
import './roles.css';

const KEY = ['roles'] as const;
const NEEDS = 'Needs the permission to manage roles';

export default function RolesPage() {
    const may = useMay();
    const roles = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<RoleList>('/roles', { signal, quiet: true }) });
    const [editing, edit] = useState<Role | 'new' | null>(null);
    const [deleting, ask] = useState<Role | null>(null);
    const client = useQueryClient();
    const remove = useMutation({
        mutationFn: (r: Role) => del(`/roles/${encode(r.id ?? '')}`, { headers: ifMatch(r.version) }),
        onSuccess: (_, r) => {
            toast({ kind: 'ok', title: 'Role deleted', text: r.name });
            ask(null);
            void client.invalidateQueries({ queryKey: KEY });
        },
    });
    /* Nobody touches a role that may more than they may. */
    const no = (r: Role) => (!may('role.write') ? NEEDS : r.permissions.some((p) => !may(p)) && 'It may do what you may not');
    return (
        <>
            <PageHead title="Roles" sub="A built-in role includes the one before it; roles of your own are any set of permissions.">
                <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={!may('role.write') && NEEDS} onClick={() => edit('new')}>
                    Make a role
                </Button>
            </PageHead>
            <Async query={roles} what="The roles" skeleton={<Skeleton rows={14} />}>
                {(list) => (
                    <div className="stack">
                        <Panel label="Roles" flush>
                            <Table
                                label="Roles"
                                rows={list.items}
                                id={(r) => r.id ?? r.name}
                                columns={[
                                    { head: 'Role', className: 'nowrap', cell: (r) => <b>{r.name}</b> },
                                    { head: 'What it is for', cell: (r) => r.description || <span className="muted">–</span> },
                                    { head: 'Permissions', num: true, cell: (r) => r.permissions.length },
                                    { head: 'Members', num: true, cell: (r) => (r.name === 'superadmin' ? <span className="muted">of the box</span> : <span title={r.members.join(', ') || undefined}>{r.member_count}</span>) },
                                    {
                                        head: 'Actions',
                                        actions: true,
                                        cell: (r) =>
                                            r.builtin ? (
                                                <span className="muted">built-in</span>
                                            ) : (
                                                <>
                                                    {r.id && <HistoryLink type="role" id={r.id} name={r.name} />}
                                                    <Button small look="quiet" icon={<Pencil size={14} />} label={`Edit ${r.name}`} reason={no(r)} onClick={() => edit(r)} />
                                                    <Button small look="quiet" icon={<Trash2 size={14} />} label={`Delete ${r.name}`} reason={no(r) || (r.member_count > 0 && `In use by ${plural(r.member_count, 'member')}`)} onClick={() => ask(r)} />
                                                </>
                                            ),
                                    },
                                ]}
                            />
                        </Panel>
                        <Panel title="What each role may do" flush>
                            <Table
                                label="What each role may do"
                                rows={list.permissions}
                                id={(p) => p.name}
                                columns={[
                                    {
                                        head: 'Permission',
                                        className: 'perm',
                                        cell: (p) => (
                                            <>
                                                <code>{p.name}</code>
                                                <span className="perm-doc">{p.doc}</span>
                                            </>
                                        ),
                                    },
                                    ...list.items.map((role) => ({
                                        head: role.name,
                                        className: 'nowrap',
                                        cell: (p: Permission) => (role.permissions.includes(p.name) ? <StatusMark status="ok" word="Yes" /> : <span className="muted">no</span>),
                                    })),
                                ]}
                            />
                        </Panel>
                        {editing && <Editor role={editing === 'new' ? null : editing} permissions={list.permissions} onClose={() => edit(null)} />}
                    </div>
                )}
            </Async>
            <ConfirmDialog open={deleting !== null} title="Delete the role" verb="Delete" busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => deleting && remove.mutate(deleting)} onClose={() => ask(null)}>
                The role {deleting?.name} goes. Nobody has it.
            </ConfirmDialog>
        </>
    );
}

function Editor({ role, permissions, onClose }: { role: Role | null; permissions: Permission[]; onClose: () => void }) {
    const may = useMay();
    const client = useQueryClient();
    const [v, set] = useState({ name: role?.name ?? '', description: role?.description ?? '', permissions: role?.permissions.filter((p) => p !== 'any') ?? [] });
    const save = useMutation({
        mutationFn: () => {
            const body = { ...v, name: v.name.trim() };
            return role ? patch<Role>(`/roles/${encode(role.id ?? '')}`, body, { headers: ifMatch(role.version) }) : post<Role>('/roles', body);
        },
        onSuccess: (r) => {
            toast({ kind: 'ok', title: role ? 'Role changed' : 'Role made', text: r.name });
            void client.invalidateQueries({ queryKey: KEY });
            onClose();
        },
    });
    const f = useFieldErrors(save.error);
    const toggle = (p: string, on: boolean) => set({ ...v, permissions: on ? [...v.permissions, p] : v.permissions.filter((x) => x !== p) });
    return (
        <Dialog open wide title={role ? `Edit ${role.name}` : 'Make a role'} onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!save.isPending) save.mutate();
                }}
            >
                <TextField label="Name" value={v.name} onChange={(name) => set({ ...v, name })} error={f('name')} maxLength={60} required autoFocus />
                <TextField label="What it is for" value={v.description} onChange={(description) => set({ ...v, description })} error={f('description')} maxLength={500} required={false} />
                <fieldset className="perms">
                    <legend>Permissions</legend>
                    {permissions
                        .filter((p) => p.name !== 'any')
                        .map((p) => (
                            <CheckField
                                key={p.name}
                                label={p.name}
                                help={p.box ? `${p.doc}. Of the whole box: for superadmins alone.` : !may(p.name) ? `${p.doc}. You do not have it yourself.` : p.doc}
                                checked={v.permissions.includes(p.name)}
                                disabled={p.box || !may(p.name)}
                                onChange={(on) => toggle(p.name, on)}
                            />
                        ))}
                </fieldset>
                {role && <Affected role={role} now={v.permissions} />}
                <FormError error={save.error} known={['name', 'description']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={save.isPending}>
                        {role ? 'Save' : 'Make'}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}

/** Who is affected, and how, before it is saved. */
function Affected({ role, now }: { role: Role; now: string[] }) {
    const was = role.permissions.filter((p) => p !== 'any');
    const gained = now.filter((p) => !was.includes(p));
    const lost = was.filter((p) => !now.includes(p));
    if (!gained.length && !lost.length) return <p className="muted">{role.member_count ? `${plural(role.member_count, 'member')} of the tenant has this role.` : 'Nobody has this role yet.'}</p>;
    return (
        <div aria-live="polite">
            <Banner kind={lost.length && role.member_count ? 'warn' : 'info'}>
                {role.member_count ? (
                    <>
                        At once for <b>{role.members.slice(0, 10).join(', ')}</b>
                        {role.member_count > 10 && ` and ${role.member_count - 10} more`}
                        {': '}
                    </>
                ) : (
                    'Nobody has this role yet. '
                )}
                {gained.length > 0 && <>gains {gained.join(', ')}</>}
                {gained.length > 0 && lost.length > 0 && '; '}
                {lost.length > 0 && <>loses {lost.join(', ')}</>}.
            </Banner>
        </div>
    );
}
