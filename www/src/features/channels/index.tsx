/* Channels: who is told about alerts, what was sent, and what could not be. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Plus, RotateCcw, Send, Webhook } from 'lucide-react';
import { useState } from 'react';
import { del, encode, get, ifMatch, post, put } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { Channel, ChannelTest, ChannelType, Delivery, List, Severity } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { ms } from '@/lib/format';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button, Link } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { Menu } from '@/ui/Menu';
import { PageHead, Panel } from '@/ui/Page';
import { SchemaForm } from '@/ui/SchemaForm';
import { forSending } from '@/ui/schema';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago, Countdown } from '@/ui/Time';

const LISTENED = [['deliveries'], ['channels']];
const NO = 'Needs the permission to configure channels';

export default function ChannelsPage() {
    const may = useMay();
    const [edit, setEdit] = useUrlState('edit');
    const channels = useQuery({ queryKey: ['channels'], queryFn: ({ signal }) => get<List<Channel>>('/alerts/channels', { query: { limit: 200 }, signal, quiet: true }), refetchInterval: 30_000 });
    const types = useQuery({ queryKey: ['channel-types'], queryFn: () => get<{ items: ChannelType[] }>('/alerts/channels/types', { quiet: true }), staleTime: Infinity });
    const [removing, remove] = useState<Channel | null>(null);
    const client = useQueryClient();
    useLiveInvalidate('deliveries', LISTENED);
    const write = may('alert.config');
    const editing = channels.data?.items.find((c) => c.id === edit);

    const test = useMutation({
        mutationFn: (c: Channel) => post<ChannelTest>(`/alerts/channels/${encode(c.id)}/test`, undefined, { quiet: true }),
        onSuccess: (r, c) =>
            toast(
                r.success
                    ? { kind: 'ok', title: `${c.name} was told`, text: r.message ?? (r.status_code ? `HTTP ${r.status_code} in ${ms(r.duration_ms)}` : undefined) }
                    : { kind: 'critical', title: `${c.name} could not be told`, text: r.error ?? (r.status_code ? `HTTP ${r.status_code}` : 'no answer') },
            ),
        onError: (e, c) => toast({ kind: 'critical', title: `${c.name} could not be tested`, text: errorText(e) }),
        onSettled: () => void client.invalidateQueries({ queryKey: ['deliveries'] }),
    });
    const del1 = useMutation({
        mutationFn: (c: Channel) => del(`/alerts/channels/${encode(c.id)}`, { headers: ifMatch(c.version) }),
        onSuccess: () => {
            remove(null);
            void client.invalidateQueries({ queryKey: ['channels'] });
        },
    });

    return (
        <>
            <PageHead title="Channels" sub="Every open alert is told to the channels that take its severity, and again when it is over. What cannot be delivered is tried for a day, then kept as a dead letter.">
                <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={!write && NO} onClick={() => setEdit('new', { push: true })}>
                    Add channel
                </Button>
            </PageHead>
            <div className="stack">
                <Panel title="Channels" flush>
                    <Async
                        query={channels}
                        what="The channels"
                        skeleton={<Skeleton rows={3} />}
                        empty={
                            channels.data?.items.length === 0 && (
                                <Empty
                                    title="Nobody is told yet"
                                    icon={<Webhook size={28} aria-hidden="true" />}
                                    actions={
                                        <Button look="primary" reason={!write && NO} onClick={() => setEdit('new', { push: true })}>
                                            Add a webhook
                                        </Button>
                                    }
                                >
                                    Add a webhook, and every alert is posted to it, signed, until it is accepted.
                                </Empty>
                            )
                        }
                    >
                        {(list) => (
                            <Table
                                label="Channels"
                                rows={list.items}
                                id={(c) => c.id}
                                columns={[
                                    { head: 'State', cell: (c) => (c.problem ? <StatusMark status="failed" word="Cannot send" /> : c.enabled ? <StatusMark status="ok" word="On" /> : <StatusMark status="off" />) },
                                    { head: 'Name', cell: (c) => (write ? <Link to={`/admin/channels?edit=${c.id}`}>{c.name}</Link> : c.name) },
                                    { head: 'Type', cell: (c) => types.data?.items.find((t) => t.name === c.channel_type)?.title ?? c.channel_type },
                                    { head: 'To', className: 'wrap', cell: (c) => <span className="mono">{String(c.config.url ?? '')}</span> },
                                    { head: 'From severity', cell: (c) => <StatusMark status={c.min_severity} /> },
                                    { head: 'Resolved too', cell: (c) => (c.send_resolved ? 'yes' : 'no') },
                                    {
                                        head: 'Last delivery',
                                        cell: (c) =>
                                            c.last_delivery ? (
                                                <>
                                                    <StatusMark status={c.last_delivery.status === 'withdrawn' ? 'off' : c.last_delivery.status} word={c.last_delivery.status === 'withdrawn' ? 'Withdrawn' : undefined} size={8} /> <Ago at={c.last_delivery.at} />
                                                </>
                                            ) : (
                                                <span className="muted">none</span>
                                            ),
                                    },
                                    { head: 'Problem', className: 'wrap', cell: (c) => <span className="secondary">{c.problem}</span> },
                                    {
                                        head: 'Actions',
                                        actions: true,
                                        cell: (c) => (
                                            <>
                                                <Button small icon={<Send size={12} aria-hidden="true" />} reason={!write && NO} busy={test.isPending && test.variables.id === c.id} onClick={() => test.mutate(c)}>
                                                    Test
                                                </Button>{' '}
                                                <Menu
                                                    small
                                                    label={`More actions for ${c.name}`}
                                                    icon={<Ellipsis size={14} aria-hidden="true" />}
                                                    entries={[
                                                        { label: 'Edit', reason: !write && NO, run: () => setEdit(c.id, { push: true }) },
                                                        { label: 'Delete…', danger: true, reason: !write && NO, run: () => remove(c) },
                                                    ]}
                                                />
                                            </>
                                        ),
                                    },
                                ]}
                            />
                        )}
                    </Async>
                </Panel>
                <Deliveries write={write} channels={channels.data?.items ?? []} />
            </div>
            {types.data && (edit === 'new' || editing) && <Editor key={editing?.version ?? 'new'} types={types.data.items} channel={editing} onClose={() => setEdit('')} />}
            <ConfirmDialog open={removing !== null} title="Delete channel" verb="Delete" typed={removing?.name} busy={del1.isPending} error={del1.error && errorText(del1.error)} onConfirm={() => removing && del1.mutate(removing)} onClose={() => remove(null)}>
                Deletes <b>{removing?.name}</b>. What still waits to be sent to it is not sent, and nobody is told through it any more.
            </ConfirmDialog>
        </>
    );
}

function Deliveries({ write, channels }: { write: boolean; channels: Channel[] }) {
    const client = useQueryClient();
    const [status, setStatus] = useUrlState('status');
    const [channel, setChannel] = useUrlState('channel');
    const list = usePaged<Delivery>(['deliveries', 'list'], '/alerts/deliveries', { status, channel_id: channel, limit: 50 }, { refetchInterval: 30_000 });
    const replay = useMutation({
        mutationFn: (d: Delivery) => post<Delivery>(`/alerts/deliveries/${encode(d.id)}/replay`, undefined, { quiet: true }),
        onSuccess: () => toast({ kind: 'ok', title: 'Queued again' }),
        onError: (e) => toast({ kind: 'critical', title: 'It was not queued', text: errorText(e) }),
        onSettled: () => void client.invalidateQueries({ queryKey: ['deliveries'] }),
    });
    return (
        <Panel
            title="Deliveries"
            flush
            actions={
                <>
                    <select className="select auto" aria-label="Filter by state" value={status} onChange={(e) => setStatus(e.target.value)}>
                        <option value="">All states</option>
                        <option value="pending">Pending</option>
                        <option value="delivered">Delivered</option>
                        <option value="dead">Dead letters</option>
                        <option value="withdrawn">Withdrawn</option>
                    </select>
                    <select className="select auto" aria-label="Filter by channel" value={channel} onChange={(e) => setChannel(e.target.value)}>
                        <option value="">All channels</option>
                        {channels.map((c) => (
                            <option key={c.id} value={c.id}>
                                {c.name}
                            </option>
                        ))}
                    </select>
                </>
            }
        >
            <Async
                query={list}
                what="The deliveries"
                skeleton={<Skeleton rows={6} />}
                empty={
                    list.rows.length === 0 && (
                        <Empty title={status === 'dead' ? 'No dead letters' : status || channel ? 'No delivery matches' : 'Nothing was sent yet'}>{status === 'dead' ? 'Everything that was to be told has been told, or is still being tried.' : 'Each attempt to tell a channel is kept here.'}</Empty>
                    )
                }
            >
                {() => (
                    <>
                        <Table
                            label="Deliveries"
                            rows={list.rows}
                            id={(d) => d.id}
                            columns={[
                                { head: 'State', cell: (d) => <StatusMark status={d.status === 'withdrawn' ? 'off' : d.status} word={d.status === 'withdrawn' ? 'Withdrawn' : undefined} /> },
                                { head: 'Event', cell: (d) => (d.alert_id ? <Link to={`/ops/alerts?alert=${encode(d.alert_id)}`}>{d.event}</Link> : d.event) },
                                { head: 'Channel', cell: (d) => d.channel_name },
                                { head: 'Made', cell: (d) => <Ago at={d.created_at} /> },
                                { head: 'Attempts', num: true, cell: (d) => d.attempts },
                                { head: 'Next / done', cell: (d) => (d.status === 'pending' ? <Countdown at={d.next_attempt_at} past="now" /> : <Ago at={d.delivered_at} never="–" />) },
                                { head: 'Answer', cell: (d) => (d.last_status_code ? `HTTP ${d.last_status_code}${d.last_duration_ms != null ? ` in ${ms(d.last_duration_ms)}` : ''}` : <span className="muted">–</span>) },
                                { head: 'Error', className: 'wrap', cell: (d) => <span className="secondary">{d.last_error}</span> },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (d) =>
                                        d.status === 'dead' && (
                                            <Button small icon={<RotateCcw size={12} aria-hidden="true" />} reason={!write && NO} busy={replay.isPending && replay.variables.id === d.id} onClick={() => replay.mutate(d)}>
                                                Replay
                                            </Button>
                                        ),
                                },
                            ]}
                        />
                        <More of={list} noun="delivery" many="deliveries" />
                    </>
                )}
            </Async>
        </Panel>
    );
}

function Editor({ types, channel, onClose }: { types: ChannelType[]; channel?: Channel; onClose: () => void }) {
    const client = useQueryClient();
    const [name, setName] = useState(channel?.name ?? '');
    const [typeName, setType] = useState(channel?.channel_type ?? types[0]?.name ?? '');
    const [config, setConfig] = useState<Record<string, unknown>>(channel?.config ?? {});
    const [enabled, setEnabled] = useState(channel?.enabled ?? true);
    const [severity, setSeverity] = useState<Severity>(channel?.min_severity ?? 'info');
    const [resolved, setResolved] = useState(channel?.send_resolved ?? true);
    const type = types.find((t) => t.name === typeName);
    const save = useMutation({
        mutationFn: () => {
            const body = { name: name.trim(), channel_type: typeName, config: forSending(config), enabled, min_severity: severity, send_resolved: resolved };
            return channel ? put<Channel>(`/alerts/channels/${encode(channel.id)}`, body, { headers: ifMatch(channel.version), quiet: true }) : post<Channel>('/alerts/channels', body, { quiet: true });
        },
        onSuccess: (c) => {
            toast({ kind: 'ok', title: `${c.name} is saved`, text: 'Send it a test to be sure.' });
            void client.invalidateQueries({ queryKey: ['channels'] });
            onClose();
        },
    });
    const error = useFieldErrors(save.error);
    return (
        <Dialog open title={channel ? `Edit ${channel.name}` : 'Add a channel'} onClose={onClose} wide>
            <form
                className="stack"
                noValidate
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!save.isPending) save.mutate();
                }}
            >
                <div className="form-grid">
                    <TextField label="Name" value={name} onChange={setName} required autoFocus error={error('name')} />
                    <SelectField label="Type" value={typeName} onChange={setType} disabled={Boolean(channel)} options={types.map((t) => [t.name, t.title])} help={type?.doc} error={error('channel_type')} />
                </div>
                {type && <SchemaForm key={type.name} schema={type.schema} value={config} onChange={setConfig} path="config" error={error} />}
                <div className="form-grid">
                    <SelectField
                        label="From severity"
                        value={severity}
                        onChange={(v) => setSeverity(v as Severity)}
                        options={[
                            ['info', 'Info: everything'],
                            ['warning', 'Warning and critical'],
                            ['critical', 'Critical only'],
                        ]}
                        error={error('min_severity')}
                    />
                    <div className="stack">
                        <CheckField label="Tell when it is over, too" checked={resolved} onChange={setResolved} error={error('send_resolved')} />
                        <CheckField label="Enabled" checked={enabled} onChange={setEnabled} error={error('enabled')} />
                    </div>
                </div>
                <FormError error={save.error} known={['name', 'channel_type', 'config', 'min_severity', 'send_resolved', 'enabled']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={save.isPending}>
                        Save
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
