/* Single sign-on: identity providers, who may use a password, and the keys that access tokens are signed with. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fingerprint, Plus, RotateCw, SquarePen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { del, encode, get, patch, post } from '@/api/client';
import type { SigningKeys, SsoProvider, SsoProviders } from '@/api/types';
import { useMay } from '@/app/session';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/Dialog';
import { CheckField, FormError } from '@/ui/Form';
import { PageHead, Panel, Tabs } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Table } from '@/ui/Table';
import { Ago } from '@/ui/Time';
import { ProviderDialog } from './ProviderDialog';
import './sso.css';

const PROVIDERS = ['sso-providers'] as const;
const KEYS = ['signing-keys'] as const;
const SETTINGS = ['settings'] as const;

export default function SsoPage() {
    const may = useMay();
    const no = !may('sso.write') && 'You may look at this, not change it';
    const [tab, setTab] = useUrlState('tab');
    return (
        <>
            <PageHead title="Single sign-on" />
            <div className="stack">
                <Tabs
                    label="Providers and keys"
                    value={tab || 'providers'}
                    onChange={(t) => setTab(t === 'providers' ? '' : t)}
                    of={[
                        ['providers', 'Identity providers'],
                        ['keys', 'Token keys'],
                    ]}
                />
                {tab === 'keys' ? <TokenKeys no={no} /> : <Providers no={no} />}
            </div>
        </>
    );
}

function Providers({ no }: { no: string | false }) {
    const client = useQueryClient();
    const [editing, edit] = useState<SsoProvider | 'new' | null>(null);
    const [removing, ask] = useState<SsoProvider | null>(null);
    const list = useQuery({ queryKey: PROVIDERS, queryFn: ({ signal }) => get<SsoProviders>('/admin/sso/providers', { signal, quiet: true }) });
    const remove = useMutation({
        mutationFn: (id: string) => del(`/admin/sso/providers/${encode(id)}`),
        onSuccess: () => {
            ask(null);
            void client.invalidateQueries({ queryKey: PROVIDERS });
        },
    });
    const add = (
        <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={no} onClick={() => edit('new')}>
            Add a provider
        </Button>
    );
    return (
        <>
            <Panel title="Identity providers" actions={add} flush>
                <Async
                    query={list}
                    what="The identity providers"
                    skeleton={<Skeleton rows={3} />}
                    empty={
                        list.data?.items.length === 0 && (
                            <Empty title="No identity provider" icon={<Fingerprint size={28} aria-hidden="true" />} actions={add}>
                                With OpenID Connect (Keycloak, Entra ID, Google, Authentik …) people sign in with the account they have already, and their groups decide what they may do here.
                            </Empty>
                        )
                    }
                >
                    {(d) => (
                        <Table
                            label="Identity providers"
                            rows={d.items}
                            id={(p) => p.id}
                            columns={[
                                { head: 'Name', className: 'nowrap', cell: (p) => p.name },
                                { head: 'Issuer', cell: (p) => <code className="sso-long">{p.issuer}</code> },
                                { head: 'Groups', cell: (p) => (p.mappings.length ? `${p.mappings.length} mapped` : <span className="muted">none mapped</span>) },
                                { head: 'State', cell: (p) => <StatusMark status={p.enabled ? 'ok' : 'off'} word={p.enabled ? 'On' : 'Off'} /> },
                                { head: 'Changed', cell: (p) => <Ago at={p.updated_at} /> },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (p) => (
                                        <>
                                            <Button small look="quiet" icon={<SquarePen size={14} />} label={`Edit ${p.name}`} reason={no} onClick={() => edit(p)} />
                                            <Button small look="quiet" icon={<Trash2 size={14} />} label={`Remove ${p.name}`} reason={no} onClick={() => ask(p)} />
                                        </>
                                    ),
                                },
                            ]}
                        />
                    )}
                </Async>
            </Panel>
            <OnlySso no={no} none={list.data?.items.every((p) => !p.enabled) ?? true} />
            {editing && list.data && <ProviderDialog provider={editing === 'new' ? null : editing} base={list.data.redirect_base} onClose={() => edit(null)} onSaved={() => void client.invalidateQueries({ queryKey: PROVIDERS })} />}
            <ConfirmDialog open={removing !== null} title="Remove the identity provider" verb="Remove" busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => removing && remove.mutate(removing.id)} onClose={() => ask(null)}>
                Nobody can sign in with “{removing?.name}” any more. Accounts stay; those without a password need a reset link.
            </ConfirmDialog>
        </>
    );
}

function OnlySso({ no, none }: { no: string | false; none: boolean }) {
    const client = useQueryClient();
    const settings = useQuery({ queryKey: SETTINGS, queryFn: ({ signal }) => get<{ sso_only: boolean }>('/admin/settings', { signal, quiet: true }) });
    const set = useMutation({ mutationFn: (on: boolean) => patch('/admin/settings', { sso_only: on }), onSuccess: () => client.invalidateQueries({ queryKey: SETTINGS }) });
    const on = settings.data?.sso_only ?? false;
    return (
        <Panel title="Passwords">
            <CheckField
                label="Single sign-on only"
                checked={on}
                disabled={Boolean(no) || set.isPending || !settings.data || (none && !on)}
                onChange={(v) => set.mutate(v)}
                help={none && !on ? 'Add a provider and switch it on first.' : 'Passwords then work for superadmins alone, so that somebody gets in when the provider does not answer.'}
            />
            <FormError error={set.error} />
        </Panel>
    );
}

const STATE: Record<string, [string, string]> = { signing: ['ok', 'Signs'], retired: ['off', 'Retired'], revoked: ['critical', 'Revoked'] };

function TokenKeys({ no }: { no: string | false }) {
    const client = useQueryClient();
    const [revoking, ask] = useState<string | null>(null);
    const list = useQuery({ queryKey: KEYS, queryFn: ({ signal }) => get<SigningKeys>('/admin/signing-keys', { signal, quiet: true }) });
    const done = (d: SigningKeys) => {
        client.setQueryData(KEYS, d);
        ask(null);
    };
    const rotate = useMutation({ mutationFn: () => post<SigningKeys>('/admin/signing-keys/rotate'), onSuccess: done });
    const revoke = useMutation({ mutationFn: (id: string) => post<SigningKeys>(`/admin/signing-keys/${encode(id)}/revoke`), onSuccess: done });
    return (
        <Panel
            title="Keys of access tokens"
            flush
            actions={
                <Button icon={<RotateCw size={14} aria-hidden="true" />} busy={rotate.isPending} reason={no} onClick={() => rotate.mutate()}>
                    Rotate
                </Button>
            }
        >
            <p className="sso-note muted">
                Programs that sign in get access tokens of 15 minutes. A new key takes over every 90 days by itself; the one before verifies until its last token is over. The public keys are at <code>/.well-known/jwks.json</code>.
            </p>
            <FormError error={rotate.error} />
            <Async query={list} what="The keys" skeleton={<Skeleton rows={2} />}>
                {(d) => (
                    <Table
                        label="Keys"
                        rows={d.items}
                        id={(k) => k.id}
                        columns={[
                            { head: 'Key', cell: (k) => <code className="sso-long">{k.id}</code> },
                            { head: 'State', cell: (k) => <StatusMark status={STATE[k.state]![0]} word={STATE[k.state]![1]} /> },
                            { head: 'Made', cell: (k) => <Ago at={k.created_at} /> },
                            { head: 'Retired', cell: (k) => <Ago at={k.retired_at} /> },
                            { head: 'Actions', actions: true, cell: (k) => k.state !== 'revoked' && <Button small look="quiet" icon={<Trash2 size={14} />} label={`Revoke ${k.id}`} reason={no} onClick={() => ask(k.id)} /> },
                        ]}
                    />
                )}
            </Async>
            <ConfirmDialog open={revoking !== null} title="Revoke the key" verb="Revoke" busy={revoke.isPending} error={revoke.error && errorText(revoke.error)} onConfirm={() => revoking && revoke.mutate(revoking)} onClose={() => ask(null)}>
                Every access token that it signed is refused at once, and the live sockets of programs close. Their sessions go on: the next refresh brings a token of another key.
            </ConfirmDialog>
        </Panel>
    );
}
