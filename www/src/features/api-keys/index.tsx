/* API keys: one's own, and everybody's for who may see them. A key is shown once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { del, encode, post } from '@/api/client';
import type { ApiKey } from '@/api/types';
import { useMay, useMe } from '@/app/session';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { Banner, CopyText, PageHead, Panel } from '@/ui/Page';
import { StatusMark, Tag } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';
import './api-keys.css';

const KEY = ['api-keys'] as const;
const LIVES: [string, string][] = [
    ['30', '30 days'],
    ['90', '90 days'],
    ['365', 'One year'],
    ['', 'No end'],
];

export default function ApiKeysPage() {
    const may = useMay();
    const client = useQueryClient();
    const [all, setAll] = useUrlState('all');
    const [adding, add] = useState(false);
    const [removing, ask] = useState<ApiKey | null>(null);
    const keys = usePaged<ApiKey>(KEY, '/auth/api-keys', { all: all ? 'true' : undefined, limit: 100 });
    const remove = useMutation({
        mutationFn: (id: string) => del(`/auth/api-keys/${encode(id)}`),
        onSuccess: () => {
            ask(null);
            void client.invalidateQueries({ queryKey: KEY });
        },
    });
    const create = (
        <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} onClick={() => add(true)}>
            Create a key
        </Button>
    );
    return (
        <>
            <PageHead title="API keys" sub={<>Programs sign in with <code>Authorization: Bearer bnc_…</code>. A key may do what its owner may, or less.</>}>
                {may('apikey.all') && (
                    <Button small pressed={Boolean(all)} onClick={() => setAll(all ? '' : '1')}>
                        Everybody’s
                    </Button>
                )}
                {create}
            </PageHead>
            <Panel label="API keys" flush>
                <Async
                    query={keys}
                    what="The API keys"
                    skeleton={<Skeleton rows={4} />}
                    empty={
                        keys.data &&
                        keys.rows.length === 0 && (
                            <Empty title="No API keys" icon={<KeyRound size={28} aria-hidden="true" />} actions={create}>
                                A key lets a script or another system use the API as you, within limits that you set.
                            </Empty>
                        )
                    }
                >
                    {() => (
                        <>
                            <Table
                                label="API keys"
                                rows={keys.rows}
                                id={(k) => k.id}
                                columns={[
                                    { head: 'Name', className: 'nowrap', cell: (k) => k.name },
                                    { head: 'Key', className: 'nowrap', cell: (k) => <code>{k.prefix}…</code> },
                                    { head: 'Owner', className: 'nowrap', cell: (k) => k.user_email },
                                    { head: 'May', cell: (k) => (k.scopes.length ? <span className="row tight">{k.scopes.map((s) => <Tag key={s}>{s}</Tag>)}</span> : <span className="muted">all that the owner may</span>) },
                                    { head: 'Created', cell: (k) => <Ago at={k.created_at} /> },
                                    { head: 'Last used', cell: (k) => <Ago at={k.last_used_at} /> },
                                    { head: 'Ends', cell: (k) => (k.expires_at && Date.parse(k.expires_at) < Date.now() ? <StatusMark status="off" word="Expired" /> : <Ago at={k.expires_at} />) },
                                    { head: 'Actions', actions: true, cell: (k) => <Button small look="quiet" icon={<Trash2 size={14} />} label={`Revoke ${k.name}`} onClick={() => ask(k)} /> },
                                ]}
                            />
                            <More of={keys} noun="key" />
                        </>
                    )}
                </Async>
            </Panel>
            {adding && <CreateKey onClose={() => add(false)} />}
            <ConfirmDialog open={removing !== null} title="Revoke the key" verb="Revoke" busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => removing && remove.mutate(removing.id)} onClose={() => ask(null)}>
                Whatever uses “{removing?.name}” is refused from now on. This cannot be undone.
            </ConfirmDialog>
        </>
    );
}

function CreateKey({ onClose }: { onClose: () => void }) {
    const client = useQueryClient();
    const mine = useMe()?.user.permissions.filter((p) => p !== 'any') ?? [];
    const [name, setName] = useState('');
    const [life, setLife] = useState('90');
    const [limited, limit] = useState(false);
    const [scopes, setScopes] = useState<string[]>([]);
    const make = useMutation({
        mutationFn: () => post<ApiKey>('/auth/api-keys', { name: name.trim(), scopes: limited ? scopes : [], ...(life ? { expires_at: new Date(Date.now() + Number(life) * 86_400_000).toISOString() } : {}) }),
        onSuccess: () => void client.invalidateQueries({ queryKey: KEY }),
    });
    const f = useFieldErrors(make.error);
    if (make.data?.key)
        return (
            <Dialog open title="The key" onClose={onClose}>
                <div className="stack">
                    <Banner kind="warn">Copy it now: it is not shown again.</Banner>
                    <CopyText text={make.data.key} label="the key" />
                    <DialogFoot>
                        <Button look="primary" onClick={onClose}>
                            Done
                        </Button>
                    </DialogFoot>
                </div>
            </Dialog>
        );
    return (
        <Dialog open title="Create an API key" onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!make.isPending && !(limited && scopes.length === 0)) make.mutate();
                }}
            >
                <TextField label="What is it for?" value={name} onChange={setName} error={f('name')} maxLength={100} required autoFocus />
                <SelectField label="Ends after" value={life} onChange={setLife} options={LIVES} error={f('expires_at')} />
                <CheckField label="Limit what it may do" checked={limited} onChange={limit} help="Otherwise it may do all that you may." />
                {limited && (
                    <fieldset className="scopes">
                        <legend>Permissions</legend>
                        {mine.map((p) => (
                            <CheckField key={p} label={p} checked={scopes.includes(p)} onChange={(on) => setScopes(on ? [...scopes, p] : scopes.filter((s) => s !== p))} />
                        ))}
                    </fieldset>
                )}
                <FormError error={make.error} known={['name', 'expires_at']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={make.isPending} reason={limited && scopes.length === 0 && 'Choose at least one permission'}>
                        Create
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
