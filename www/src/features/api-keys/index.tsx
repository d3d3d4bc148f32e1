/* API keys: one's own, and everybody's for who may see them. A key is shown once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus, RotateCw, SquarePen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { del, encode, ifMatch, patch, post } from '@/api/client';
import type { ApiKey } from '@/api/types';
import { useMay, useMe } from '@/app/session';
import { number } from '@/lib/format';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, SelectField, TagsField, TextField, useFieldErrors } from '@/ui/Form';
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
    const [editing, edit] = useState<ApiKey | null>(null);
    const [rotating, rotate] = useState<ApiKey | null>(null);
    const me = useMe()?.user.id;
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
                    <Button pressed={Boolean(all)} onClick={() => setAll(all ? '' : '1')}>
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
                                    {
                                        head: 'Last used',
                                        cell: (k) =>
                                            k.last_used_at ? (
                                                <span title={`${k.calls} calls`}>
                                                    <Ago at={k.last_used_at} /> <span className="muted nowrap">from {k.last_used_from}</span>
                                                </span>
                                            ) : (
                                                <span className="muted">never</span>
                                            ),
                                    },
                                    { head: 'Calls', className: 'num', cell: (k) => number(k.calls) },
                                    { head: 'Ends', cell: (k) => <Ends at={k.expires_at} /> },
                                    { head: 'Actions', actions: true, cell: (k) => (
                                        <>
                                            <Button small look="quiet" icon={<SquarePen size={14} />} label={`Edit ${k.name}`} reason={k.user_id !== me && NOT_MINE} onClick={() => edit(k)} />
                                            <Button small look="quiet" icon={<RotateCw size={14} />} label={`New secret for ${k.name}`} reason={k.user_id !== me && NOT_MINE} onClick={() => rotate(k)} />
                                            <Button small look="quiet" icon={<Trash2 size={14} />} label={`Revoke ${k.name}`} onClick={() => ask(k)} />
                                        </>
                                    ) },
                                ]}
                            />
                            <More of={keys} noun="key" />
                        </>
                    )}
                </Async>
            </Panel>
            {(adding || editing) && <KeyDialog of={editing} onClose={() => (add(false), edit(null))} />}
            {rotating && <RotateDialog of={rotating} onClose={() => rotate(null)} />}
            <ConfirmDialog open={removing !== null} title="Revoke the key" verb="Revoke" busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => removing && remove.mutate(removing.id)} onClose={() => ask(null)}>
                Whatever uses “{removing?.name}” is refused from now on. This cannot be undone.
            </ConfirmDialog>
        </>
    );
}

const NOT_MINE = 'Only its owner changes a key; you may revoke it';
const SOON = 14 * 86_400_000;

function Ends({ at }: { at: string | null }) {
    if (!at) return <span className="muted">never</span>;
    const left = Date.parse(at) - Date.now();
    if (left < 0) return <StatusMark status="off" word="Expired" />;
    return left < SOON ? (
        <>
            <StatusMark status="warn" word="Ends soon" /> <Ago at={at} />
        </>
    ) : (
        <Ago at={at} />
    );
}

/** The key, this once, and how to use it. */
function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
    return (
        <Dialog open title="The key" onClose={onClose}>
            <div className="stack">
                <Banner kind="warn">Copy it now: it is not shown again.</Banner>
                <CopyText text={secret} label="the key" />
                <p className="muted">Try it:</p>
                <CopyText text={`curl -H "Authorization: Bearer ${secret}" ${location.origin}/api/v1/auth/me`} label="the example" />
                <DialogFoot>
                    <Button look="primary" onClick={onClose}>
                        Done
                    </Button>
                </DialogFoot>
            </div>
        </Dialog>
    );
}

const GRACES: [string, string][] = [
    ['0', 'ends at once'],
    ['3600', 'is good for an hour more'],
    ['86400', 'is good for a day more'],
    ['604800', 'is good for a week more'],
];

function RotateDialog({ of, onClose }: { of: ApiKey; onClose: () => void }) {
    const client = useQueryClient();
    const [grace, setGrace] = useState('86400');
    const turn = useMutation({
        mutationFn: () => post<ApiKey>(`/auth/api-keys/${encode(of.id)}/rotate`, { grace_seconds: Number(grace) }),
        onSuccess: () => void client.invalidateQueries({ queryKey: KEY }),
    });
    if (turn.data?.key) return <Secret secret={turn.data.key} onClose={onClose} />;
    return (
        <Dialog open title={`A new secret for ${of.name}`} onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!turn.isPending) turn.mutate();
                }}
            >
                <SelectField label="The secret until now" value={grace} onChange={setGrace} options={GRACES} help="Time to put the new one everywhere." />
                <FormError error={turn.error} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={turn.isPending}>
                        Make a new secret
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}

const KEEP = 'keep';

function KeyDialog({ of, onClose }: { of: ApiKey | null; onClose: () => void }) {
    const client = useQueryClient();
    const mine = useMe()?.user.permissions.filter((p) => p !== 'any') ?? [];
    const [name, setName] = useState(of?.name ?? '');
    const [life, setLife] = useState(of ? KEEP : '90');
    const [limited, limit] = useState(Boolean(of?.scopes.length));
    const [scopes, setScopes] = useState<string[]>(of?.scopes ?? []);
    const [allowed, setAllowed] = useState<string[]>(of?.allowed ?? []);
    const save = useMutation({
        mutationFn: () => {
            const end = life === KEEP ? {} : { expires_at: life ? new Date(Date.now() + Number(life) * 86_400_000).toISOString() : null };
            const body = { name: name.trim(), scopes: limited ? scopes : [], allowed, ...end };
            return of ? patch<ApiKey>(`/auth/api-keys/${encode(of.id)}`, body, { headers: ifMatch(of.version) }) : post<ApiKey>('/auth/api-keys', body);
        },
        onSuccess: () => {
            void client.invalidateQueries({ queryKey: KEY });
            if (of) onClose();
        },
    });
    const f = useFieldErrors(save.error);
    if (save.data?.key) return <Secret secret={save.data.key} onClose={onClose} />;
    const groups = mine.reduce((m, p) => m.set(p.split('.')[0]!, [...(m.get(p.split('.')[0]!) ?? []), p]), new Map<string, string[]>());
    return (
        <Dialog open title={of ? `Edit ${of.name}` : 'Create an API key'} onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!save.isPending && !(limited && scopes.length === 0)) save.mutate();
                }}
            >
                <TextField label="What is it for?" value={name} onChange={setName} error={f('name')} maxLength={100} required autoFocus />
                <SelectField label="Ends after" value={life} onChange={setLife} options={of ? [[KEEP, 'As it is'], ...LIVES] : LIVES} error={f('expires_at')} />
                <TagsField label="Only from these networks" value={allowed} onChange={setAllowed} error={f('allowed')} required={false} placeholder="192.0.2.0/24" />
                <CheckField label="Limit what it may do" checked={limited} onChange={limit} help="Otherwise it may do all that its owner may." />
                {limited && (
                    <fieldset className="scopes">
                        <legend>Permissions</legend>
                        <div className="row tight">
                            <Button small onClick={() => setScopes(mine.filter((p) => p.endsWith('.read')))}>
                                Read only
                            </Button>
                            <Button small onClick={() => setScopes([])}>
                                None
                            </Button>
                        </div>
                        {[...groups].map(([group, perms]) => (
                            <div key={group} role="group" aria-label={group} className="scope-group">
                                <span className="muted">{group}</span>
                                {perms.map((p) => (
                                    <CheckField key={p} label={p} checked={scopes.includes(p)} onChange={(on) => setScopes(on ? [...scopes, p] : scopes.filter((s) => s !== p))} />
                                ))}
                            </div>
                        ))}
                    </fieldset>
                )}
                <FormError error={save.error} known={['name', 'expires_at', 'allowed']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={save.isPending} reason={limited && scopes.length === 0 && 'Choose at least one permission'}>
                        {of ? 'Save' : 'Create'}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
