/* Which addresses webhooks and checks may reach: read by administrators, changed by who may change the box's settings. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw, SquarePen } from 'lucide-react';
import { useState } from 'react';
import { del, get, ifMatch, put } from '@/api/client';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { Async, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, TextField, useFieldErrors } from '@/ui/Form';
import { Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Ago } from '@/ui/Time';

const KEY = ['outgoing'] as const;

interface Addresses {
    cidrs: string[];
    is_default: boolean;
    version: number;
    updated_at: string | null;
}

export function Outgoing() {
    const may = useMay();
    const client = useQueryClient();
    const [editing, edit] = useState<Addresses | null>(null);
    const [resetting, ask] = useState(false);
    const list = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Addresses>('/admin/outgoing', { signal, quiet: true }) });
    const reset = useMutation({
        mutationFn: () => del('/admin/outgoing', { quiet: true }),
        onSuccess: () => {
            ask(false);
            toast({ kind: 'ok', title: 'The default addresses apply' });
            void client.invalidateQueries({ queryKey: KEY });
        },
    });
    const no = !may('settings.write') && 'Needs the permission to change the box’s settings';
    return (
        <Panel
            title="Addresses that may be reached"
            actions={
                <>
                    {list.data && !list.data.is_default && (
                        <Button small icon={<RotateCcw size={14} aria-hidden="true" />} reason={no} onClick={() => ask(true)}>
                            Default
                        </Button>
                    )}
                    <Button small icon={<SquarePen size={14} aria-hidden="true" />} reason={no || (!list.data && 'Not loaded yet')} onClick={() => list.data && edit(list.data)}>
                        Edit
                    </Button>
                </>
            }
        >
            <Async query={list} what="The addresses" skeleton={<Skeleton rows={2} />}>
                {(a) => {
                    const denied = a.cidrs.filter((c) => c.startsWith('!')).map((c) => c.slice(1));
                    const allowed = a.cidrs.filter((c) => !c.startsWith('!'));
                    return (
                        <div className="stack">
                            <p className="secondary">Webhooks and checks connect to these only. The box’s own ports are never reached. {a.is_default ? 'This is the default.' : <>Changed <Ago at={a.updated_at} />.</>}</p>
                            <dl className="channels-addresses">
                                <dt>
                                    <StatusMark status="ok" word="Allowed" size={8} />
                                </dt>
                                <dd>{allowed.length ? <Ranges of={allowed} /> : 'nothing'}</dd>
                                <dt>
                                    <StatusMark status="failed" word="Denied" size={8} />
                                </dt>
                                <dd>{denied.length ? <Ranges of={denied} /> : 'nothing but what is not allowed'}</dd>
                            </dl>
                        </div>
                    );
                }}
            </Async>
            {editing && <EditAddresses stored={editing} onClose={() => edit(null)} />}
            <ConfirmDialog open={resetting} title="Back to the default" verb="Use the default" busy={reset.isPending} error={reset.error && errorText(reset.error)} onConfirm={() => reset.mutate()} onClose={() => ask(false)}>
                The list of your own is dropped, and the box’s default list applies again. What only your list allowed or denied changes at once.
            </ConfirmDialog>
        </Panel>
    );
}

function Ranges({ of }: { of: string[] }) {
    return (
        <span className="row tight">
            {of.map((c) => (
                <code key={c} className="tag">
                    {c}
                </code>
            ))}
        </span>
    );
}

function EditAddresses({ stored, onClose }: { stored: Addresses; onClose: () => void }) {
    const client = useQueryClient();
    const [text, setText] = useState(stored.cidrs.join('\n'));
    const cidrs = text.split(/[\s,]+/).filter(Boolean);
    const save = useMutation({
        mutationFn: () => put<Addresses>('/admin/outgoing', { cidrs }, { headers: ifMatch(stored.version), quiet: true }),
        onSuccess: (a) => {
            client.setQueryData(KEY, a);
            toast({ kind: 'ok', title: 'The addresses are saved' });
            onClose();
        },
    });
    const f = useFieldErrors(save.error);
    return (
        <Dialog open title="Addresses that may be reached" onClose={onClose}>
            <form
                className="stack"
                noValidate
                onSubmit={(e) => {
                    e.preventDefault();
                    if (cidrs.length && !save.isPending) save.mutate();
                }}
            >
                <TextField
                    label="Address ranges, one a line"
                    rows={8}
                    value={text}
                    onChange={setText}
                    error={f('cidrs')}
                    autoFocus
                    help={
                        <>
                            <code>10.0.0.0/8</code> allows, <code>!10.0.0.1/32</code> denies and wins, <code>10.0.0.0/8:443</code> is for one port. What is in no line is denied. Checks of services that it leaves out fail from then on.
                        </>
                    }
                />
                <FormError error={save.error} known={['cidrs']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={save.isPending} reason={cidrs.length === 0 && 'At least one range is needed'}>
                        Save
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
