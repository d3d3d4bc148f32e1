/* Channels: who is told of alerts and how, what was delivered, and which addresses the box may reach. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pause, Play, Plus, SendHorizontal, SquarePen, Trash2, Webhook } from 'lucide-react';
import { useState } from 'react';
import { del, encode, get, ifMatch, post, put } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { Channel, ChannelTest, ChannelType, Delivery, List } from '@/api/types';
import { usePageKeys } from '@/app/shortcuts';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { ms, number } from '@/lib/format';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button, Link } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { Banner, Facts, PageHead, Panel, Tabs } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';
import { ChannelDialog } from './ChannelDialog';
import { Deliveries } from './Deliveries';
import { Outgoing } from './Outgoing';
import { CHANNELS, DELIVERIES, DELIVERY_STATES, NEEDS, SEVERITIES, addressOf, inputOf, isDeliveryState, typeTitle } from './data';
import './channels.css';

const LISTENED = [CHANNELS, DELIVERIES];
/* The most that one page of the API holds; beyond it the count reads "200+". */
const COUNTED = 200;

export default function ChannelsPage() {
    const may = useMay();
    const [tab, setTab] = useUrlState('tab');
    const [, setStatus] = useUrlState('status');
    const [, setChannel] = useUrlState('channel');
    const [editing, edit] = useState<Channel | 'new' | null>(null);
    const types = useQuery({ queryKey: ['channel-types'], queryFn: ({ signal }) => get<{ items: ChannelType[] }>('/alerts/channels/types', { signal, quiet: true }), staleTime: Infinity });
    const channels = usePaged<Channel>(CHANNELS, '/alerts/channels', { limit: 100 }, { refetchInterval: 30_000 });
    const dead = useQuery({ queryKey: [...DELIVERIES, 'dead'], queryFn: ({ signal }) => get<List<Delivery>>('/alerts/deliveries', { query: { status: 'dead', limit: COUNTED }, signal, quiet: true }), refetchInterval: 60_000 });
    useLiveInvalidate('deliveries', LISTENED);
    const count = dead.data?.items.length ?? 0;
    const many = `${number(count)}${dead.data?.next_cursor ? '+' : ''}`;
    const no = !may('alert.config') && NEEDS;
    const show = (t: string) => {
        setStatus('');
        setChannel('');
        setTab(t === 'channels' ? '' : t);
    };
    usePageKeys(no ? {} : { n: () => edit('new') });
    const add = (
        <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={no} onClick={() => edit('new')}>
            Add a channel
        </Button>
    );
    return (
        <>
            <PageHead title="Channels">{add}</PageHead>
            <div className="stack">
                <Tabs
                    label="Channels and deliveries"
                    value={tab || 'channels'}
                    onChange={show}
                    of={[
                        ['channels', 'Channels'],
                        ['deliveries', count ? `Deliveries · ${many} dead` : 'Deliveries'],
                    ]}
                />
                {tab === 'deliveries' ? (
                    <Deliveries channels={channels.rows} complete={channels.data !== undefined && !channels.hasNextPage} no={no} />
                ) : (
                    <>
                        {count > 0 && (
                            <div className="channels-dead">
                                <Banner kind="warn">
                                    <b>{count === 1 && !dead.data?.next_cursor ? 'One notification was given up' : `${many} notifications were given up`}</b>. <Link to="/admin/channels?tab=deliveries&status=dead">Look at the dead letters</Link> and send them again once the receiver works.
                                </Banner>
                            </div>
                        )}
                        <Channels channels={channels} types={types.data?.items} no={no} add={add} onEdit={edit} />
                        {may('settings.read') && <Outgoing />}
                    </>
                )}
            </div>
            {editing && <ChannelDialog types={types} channel={editing === 'new' ? null : editing} onClose={() => edit(null)} />}
        </>
    );
}

interface ChannelsProps {
    channels: ReturnType<typeof usePaged<Channel>>;
    types: ChannelType[] | undefined;
    no: string | false;
    add: React.ReactNode;
    onEdit: (c: Channel) => void;
}

function Channels({ channels, types, no, add, onEdit }: ChannelsProps) {
    const client = useQueryClient();
    const [deleting, ask] = useState<Channel | null>(null);
    const [tested, setTested] = useState<{ channel: Channel; result: ChannelTest } | null>(null);
    const changed = () => void client.invalidateQueries({ queryKey: CHANNELS });
    const toggle = useMutation({
        mutationFn: (c: Channel) => put<Channel>(`/alerts/channels/${encode(c.id)}`, { ...inputOf(c), enabled: !c.enabled }, { headers: ifMatch(c.version), quiet: true }),
        onSuccess: (c) => toast({ kind: 'ok', title: c.name, text: c.enabled ? 'is told of alerts again' : 'is told nothing until it is enabled' }),
        onError: (e) => toast({ kind: 'warn', title: 'Not changed', text: errorText(e) }),
        onSettled: changed,
    });
    const test = useMutation({
        mutationFn: (c: Channel) => post<ChannelTest>(`/alerts/channels/${encode(c.id)}/test`, undefined, { quiet: true }),
        onSuccess: (result, channel) => setTested({ channel, result }),
        onError: (e, c) => toast({ kind: 'critical', title: `No test was sent to ${c.name}`, text: errorText(e) }),
        onSettled: () => void client.invalidateQueries({ queryKey: DELIVERIES }),
    });
    const remove = useMutation({
        mutationFn: (c: Channel) => del(`/alerts/channels/${encode(c.id)}`, { quiet: true }),
        onSuccess: () => {
            ask(null);
            changed();
        },
    });
    return (
        <Panel title="Channels" flush>
            <Async
                query={channels}
                what="The channels"
                skeleton={<Skeleton rows={4} />}
                empty={
                    channels.data &&
                    channels.rows.length === 0 && (
                        <Empty title="Nobody is told of alerts" icon={<Webhook size={28} aria-hidden="true" />} actions={add}>
                            A channel posts every alert to an address of yours, such as a chat or an on-call system, and tries again until it is taken.
                        </Empty>
                    )
                }
            >
                {() => (
                    <>
                        <Table
                            label="List of channels"
                            rows={channels.rows}
                            id={(c) => c.id}
                            columns={[
                                { head: 'State', cell: (c) => <StatusMark status={c.problem ? 'failed' : c.enabled ? 'ok' : 'off'} word={c.problem ? 'Cannot send' : c.enabled ? 'Enabled' : 'Disabled'} /> },
                                { head: 'Name', className: 'channels-name', cell: (c) => c.name },
                                { head: 'Type', cell: (c) => <span className="nowrap">{typeTitle(types, c.channel_type)}</span> },
                                { head: 'Address', className: 'channels-address', cell: (c) => (c.problem ? <span className="form-error">{c.problem}</span> : <span className="mono">{addressOf(c)}</span>) },
                                { head: 'Told of', cell: (c) => <span className="nowrap">{SEVERITIES.find(([s]) => s === c.min_severity)?.[1] ?? c.min_severity}</span> },
                                { head: 'When over', cell: (c) => (c.send_resolved ? 'told' : <span className="muted">not told</span>) },
                                { head: 'Last delivery', cell: (c) => <LastDelivery of={c} /> },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (c) => (
                                        <>
                                            <Button small look="quiet" icon={<SendHorizontal size={14} />} label={`Send a test to ${c.name}`} reason={no || c.problem} busy={test.isPending && test.variables.id === c.id} onClick={() => test.mutate(c)} />
                                            <Button small look="quiet" icon={<SquarePen size={14} />} label={`Edit ${c.name}`} reason={no} onClick={() => onEdit(c)} />
                                            <Button small look="quiet" icon={c.enabled ? <Pause size={14} /> : <Play size={14} />} label={`${c.enabled ? 'Disable' : 'Enable'} ${c.name}`} reason={no} busy={toggle.isPending && toggle.variables.id === c.id} onClick={() => toggle.mutate(c)} />
                                            <Button small look="quiet" icon={<Trash2 size={14} />} label={`Delete ${c.name}`} reason={no} onClick={() => ask(c)} />
                                        </>
                                    ),
                                },
                            ]}
                        />
                        <More of={channels} noun="channel" />
                    </>
                )}
            </Async>
            <ConfirmDialog
                open={deleting !== null}
                title="Delete the channel"
                verb="Delete"
                typed={deleting?.name}
                busy={remove.isPending}
                error={remove.error && errorText(remove.error)}
                onConfirm={() => deleting && remove.mutate(deleting)}
                onClose={() => {
                    remove.reset();
                    ask(null);
                }}
            >
                <b>{deleting?.name}</b> is told nothing any more. What waits to be sent to it is given up, and its stored secrets are gone. To stop it for a while, disable it instead.
            </ConfirmDialog>
            {tested && <TestResult channel={tested.channel} result={tested.result} busy={test.isPending} onAgain={() => test.mutate(tested.channel)} onClose={() => setTested(null)} />}
        </Panel>
    );
}

function LastDelivery({ of: c }: { of: Channel }) {
    const last = c.last_delivery;
    if (!last) return <span className="muted">none yet</span>;
    const [status, word] = isDeliveryState(last.status) ? DELIVERY_STATES[last.status] : ['unknown', last.status];
    return (
        <Link to={`/admin/channels?tab=deliveries&channel=${encode(c.id)}`} className="row tight nowrap channels-last" title={`The deliveries of ${c.name}`}>
            <StatusMark status={status} word={word} size={8} /> <Ago at={last.at} />
        </Link>
    );
}

function TestResult({ channel, result, busy, onAgain, onClose }: { channel: Channel; result: ChannelTest; busy: boolean; onAgain: () => void; onClose: () => void }) {
    return (
        <Dialog open title={`Test of ${channel.name}`} onClose={onClose}>
            <div className="stack" role="status">
                <StatusMark status={result.success ? 'delivered' : 'failed'} word={result.success ? 'Taken' : 'Not taken'} size={14} />
                <p>{result.success ? result.message : result.error}</p>
                <Facts
                    of={[
                        addressOf(channel) && ['Address', <span className="mono">{addressOf(channel)}</span>],
                        ['HTTP status', result.status_code ?? 'no answer'],
                        ['Took', ms(result.duration_ms)],
                    ]}
                />
            </div>
            <DialogFoot>
                <Button busy={busy} onClick={onAgain}>
                    Send again
                </Button>
                <Button look="primary" onClick={onClose}>
                    Done
                </Button>
            </DialogFoot>
        </Dialog>
    );
}
