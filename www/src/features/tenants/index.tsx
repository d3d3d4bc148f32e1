/* The tenants of the box, for superadmins: figures of each; make, rename, suspend, export, delete. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Building2, Download, Pause, Pencil, Play, Plus, Trash2, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { del, encode, get, ifMatch, patch, post } from '@/api/client';
import type { Tenant, TenantStorage } from '@/api/types';
import { useMay, useMe } from '@/app/session';
import { toast } from '@/app/toasts';
import { bytes } from '@/lib/format';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, TextField, useFieldErrors } from '@/ui/Form';
import { HistoryLink } from '@/ui/History';
import { Banner, PageHead, Panel } from '@/ui/Page';
import { RoleField } from '@/ui/RoleField';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';

const KEY = ['tenants'] as const;
const NEEDS = 'Needs the permission to manage tenants';

type Ask = { kind: 'suspend' | 'delete'; tenant: Tenant } | null;

/* Counting a tenant's rows takes a moment: each row asks for itself, and rarely. */
function Storage({ id }: { id: string }) {
    const q = useQuery({ queryKey: ['tenant-storage', id], queryFn: ({ signal }) => get<TenantStorage>(`/tenants/${encode(id)}/storage`, { signal, quiet: true }), staleTime: 600_000 });
    if (q.isError) return <span title={errorText(q.error)}>unknown</span>;
    return q.data ? <span title="An estimate">{bytes(q.data.storage_bytes)}</span> : <span aria-busy="true">…</span>;
}

export default function TenantsPage() {
    const may = useMay();
    const me = useMe();
    const client = useQueryClient();
    const tenants = usePaged<Tenant>(KEY, '/tenants', { limit: 100 }, { refetchInterval: 60_000 });
    const [naming, name] = useState<Tenant | 'new' | null>(null);
    const [joining, join] = useState<Tenant | null>(null);
    const [asking, ask] = useState<Ask>(null);
    /* Also in the account menu. */
    const done = () => {
        void client.invalidateQueries({ queryKey: KEY });
        void client.invalidateQueries({ queryKey: ['places'] });
    };
    const act = useMutation({
        mutationFn: ({ tenant, verb }: { tenant: Tenant; verb: 'suspend' | 'resume' }) => post<Tenant>(`/tenants/${encode(tenant.id)}/${verb}`),
        onSuccess: (t) => {
            toast({ kind: 'ok', title: t.name, text: t.suspended_at ? 'is suspended' : 'is in use again' });
            ask(null);
        },
        onError: (e, { verb }) => verb === 'resume' && toast({ kind: 'warn', title: 'Not resumed', text: errorText(e) }),
        onSettled: done,
    });
    const remove = useMutation({
        mutationFn: (t: Tenant) => del(`/tenants/${encode(t.id)}`, { query: { name: t.name }, headers: ifMatch(t.version) }),
        onSuccess: (_, t) => {
            toast({ kind: 'ok', title: `${t.name} is deleted`, text: 'Its rows are removed in the background' });
            ask(null);
            done();
        },
    });
    const no = !may('tenant.write') && NEEDS;
    const here = (t: Tenant) => t.id === me?.user.tenant_id && 'You act in this tenant: switch to another first';
    const fixed = (t: Tenant) => t.is_default && 'The default tenant stays';
    const target = asking?.tenant;
    return (
        <>
            <PageHead title="Tenants" sub="Each sees only what is its own.">
                <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={no} onClick={() => name('new')}>
                    Make a tenant
                </Button>
            </PageHead>
            <Panel label="Tenants" flush>
                <Async query={tenants} what="The tenants" skeleton={<Skeleton rows={6} />} empty={tenants.data && tenants.rows.length === 0 && <Empty title="No tenants" icon={<Building2 size={28} aria-hidden="true" />} />}>
                    {() => (
                        <>
                            <Table
                                label="Tenants"
                                rows={tenants.rows}
                                id={(t) => t.id}
                                columns={[
                                    { head: 'Name', className: 'nowrap', cell: (t) => (t.second_factor_required ? <b title="A second factor is required here">{t.name} · 2FA</b> : <b>{t.name}</b>) },
                                    { head: 'State', className: 'nowrap', cell: (t) => (t.suspended_at ? <StatusMark status="paused" word="Suspended" /> : <StatusMark status="ok" word="In use" />) },
                                    { head: 'Members', num: true, cell: (t) => t.users },
                                    { head: 'Services', num: true, cell: (t) => t.services },
                                    { head: 'Firing', num: true, cell: (t) => t.alerts_firing },
                                    { head: 'Storage', num: true, cell: (t) => <Storage id={t.id} /> },
                                    { head: 'Exported', className: 'nowrap', cell: (t) => <Ago at={t.exported_at} /> },
                                    { head: 'Since', className: 'nowrap', cell: (t) => <Ago at={t.created_at} /> },
                                    {
                                        head: 'Actions',
                                        actions: true,
                                        cell: (t) => (
                                            <>
                                                <HistoryLink type="tenant" id={t.id} name={t.name} />
                                                <Button small look="quiet" icon={<UserPlus size={14} />} label={`Add a member to ${t.name}`} reason={no} onClick={() => join(t)} />
                                                <Button small look="quiet" icon={<Pencil size={14} />} label={`Change ${t.name}`} reason={no} onClick={() => name(t)} />
                                                {t.suspended_at ? (
                                                    <Button small look="quiet" icon={<Play size={14} />} label={`Resume ${t.name}`} reason={no} busy={act.isPending && act.variables?.tenant.id === t.id} onClick={() => act.mutate({ tenant: t, verb: 'resume' })} />
                                                ) : (
                                                    <Button small look="quiet" icon={<Pause size={14} />} label={`Suspend ${t.name}`} reason={no || fixed(t) || here(t)} onClick={() => ask({ kind: 'suspend', tenant: t })} />
                                                )}
                                                {no ? (
                                                    <Button small look="quiet" icon={<Download size={14} />} label={`Export ${t.name}`} reason={no} />
                                                ) : (
                                                    <a className="btn quiet small icon" href={`/api/v1/tenants/${encode(t.id)}/export`} download aria-label={`Export ${t.name}`} title={`Export ${t.name}`} onClick={() => setTimeout(done, 3000)}>
                                                        <Download size={14} aria-hidden="true" />
                                                    </a>
                                                )}
                                                <Button small look="quiet" icon={<Trash2 size={14} />} label={`Delete ${t.name}`} reason={no || fixed(t) || here(t) || (!t.deletable && (t.suspended_at ? 'Export it first, since it was suspended' : 'Suspend it first, then export it'))} onClick={() => ask({ kind: 'delete', tenant: t })} />
                                            </>
                                        ),
                                    },
                                ]}
                            />
                            <More of={tenants} noun="tenant" />
                        </>
                    )}
                </Async>
            </Panel>
            {naming && <NameDialog tenant={naming === 'new' ? null : naming} onClose={() => name(null)} />}
            {joining && <JoinDialog tenant={joining} onClose={() => join(null)} />}
            <ConfirmDialog open={asking?.kind === 'suspend'} title="Suspend the tenant" verb="Suspend" busy={act.isPending} error={act.error && errorText(act.error)} onConfirm={() => target && act.mutate({ tenant: target, verb: 'suspend' })} onClose={() => ask(null)}>
                {target?.name}: its {target?.users} members are signed out, its API keys and heartbeats are refused, its {target?.services} services are no longer checked and nobody is notified, until it is resumed. Nothing is deleted.
            </ConfirmDialog>
            <ConfirmDialog open={asking?.kind === 'delete'} title="Delete the tenant" verb="Delete for good" typed={target?.name} busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => target && remove.mutate(target)} onClose={() => ask(null)}>
                {target?.name} goes with its {target?.services} services, their history, alerts, channels and keys, and the accounts of members who are in no other tenant. Only its audit trail and older backups of the box still hold it. There is no undo.
            </ConfirmDialog>
        </>
    );
}

function NameDialog({ tenant, onClose }: { tenant: Tenant | null; onClose: () => void }) {
    const client = useQueryClient();
    const [value, set] = useState(tenant?.name ?? '');
    const [factor, want] = useState(tenant?.second_factor_required ?? false);
    const save = useMutation({
        mutationFn: () => (tenant ? patch<Tenant>(`/tenants/${encode(tenant.id)}`, { name: value.trim(), second_factor_required: factor }, { headers: ifMatch(tenant.version) }) : post<Tenant>('/tenants', { name: value.trim() })),
        onSuccess: (t) => {
            toast({ kind: 'ok', title: tenant ? 'Tenant changed' : 'Tenant made', text: t.name });
            void client.invalidateQueries({ queryKey: KEY });
            void client.invalidateQueries({ queryKey: ['places'] });
            onClose();
        },
    });
    const f = useFieldErrors(save.error);
    return (
        <Dialog open title={tenant ? 'Change the tenant' : 'Make a tenant'} onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!save.isPending) save.mutate();
                }}
            >
                <TextField label="Name" value={value} onChange={set} error={f('name')} maxLength={100} required autoFocus help={tenant ? undefined : 'A new tenant may connect anywhere but to this machine itself; the list of outgoing addresses can be changed.'} />
                {tenant && <CheckField label="A second factor is required" checked={factor} onChange={want} error={f('second_factor_required')} help="Members without one must set it up before anything else, at once. Superadmins may always act." />}
                <FormError error={save.error} known={['name', 'second_factor_required']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={save.isPending}>
                        {tenant ? 'Save' : 'Make'}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}

function JoinDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
    const client = useQueryClient();
    const [v, set] = useState({ email: '', role: 'viewer' });
    const save = useMutation({
        mutationFn: () => post(`/tenants/${encode(tenant.id)}/members`, { email: v.email.trim(), role: v.role }),
        onSuccess: () => {
            toast({ kind: 'ok', title: 'Member added', text: `${v.email.trim()} is ${v.role} of ${tenant.name}` });
            void client.invalidateQueries({ queryKey: KEY });
            onClose();
        },
    });
    const f = useFieldErrors(save.error);
    return (
        <Dialog open title={`Add a member to ${tenant.name}`} onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!save.isPending) save.mutate();
                }}
            >
                {tenant.suspended_at && <Banner kind="warn">The tenant is suspended: nobody can act in it until it is resumed.</Banner>}
                <TextField label="Email" type="email" value={v.email} onChange={(email) => set({ ...v, email })} error={f('email')} help="Of an account that is on this box already." required autoFocus />
                <RoleField label="Role" tenant={tenant.id} value={v.role} onChange={(role) => set({ ...v, role })} error={f('role')} required />
                <FormError error={save.error} known={['email', 'role']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={save.isPending}>
                        Add
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
