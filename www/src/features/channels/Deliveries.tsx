/* What was sent, what waits, and what was given up, which can be sent again. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw, Send } from 'lucide-react';
import { encode, post } from '@/api/client';
import type { Channel, Delivery } from '@/api/types';
import { toast } from '@/app/toasts';
import { ms, number } from '@/lib/format';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button, Link } from '@/ui/Button';
import { Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago, Countdown } from '@/ui/Time';
import { CHANNELS, DELIVERIES, DELIVERY_STATES, EVENTS, isDeliveryState } from './data';

/** `complete`: `channels` holds all there are, so one that is not in it was deleted. */
export function Deliveries({ channels, complete, no }: { channels: Channel[]; complete: boolean; no: string | false }) {
    const client = useQueryClient();
    const [asked, setStatus] = useUrlState('status');
    const [channel, setChannel] = useUrlState('channel');
    /* A link may hold a state that there is not. */
    const status = isDeliveryState(asked) ? asked : '';
    const list = usePaged<Delivery>(DELIVERIES, '/alerts/deliveries', { status, channel_id: channel, limit: 50 }, { refetchInterval: 30_000 });
    const replay = useMutation({
        mutationFn: (d: Delivery) => post<Delivery>(`/alerts/deliveries/${encode(d.id)}/replay`, undefined, { quiet: true }),
        onSuccess: (d) => toast({ kind: 'ok', title: 'Sent again', text: `${EVENTS[d.event] ?? d.event} to ${d.channel_name ?? 'its channel'}` }),
        onError: (e) => toast({ kind: 'warn', title: 'Not sent again', text: errorText(e) }),
        onSettled: () => {
            void client.invalidateQueries({ queryKey: DELIVERIES });
            void client.invalidateQueries({ queryKey: CHANNELS });
        },
    });
    const filtered = Boolean(status || channel);
    return (
        <Panel
            title="Deliveries"
            flush
            actions={
                <div className="channels-filters">
                    <select className="select" aria-label="Filter by state" value={status} onChange={(e) => setStatus(e.target.value)}>
                        <option value="">All states</option>
                        {Object.entries(DELIVERY_STATES).map(([s, [, word]]) => (
                            <option key={s} value={s}>
                                {word}
                            </option>
                        ))}
                    </select>
                    <select className="select" aria-label="Filter by channel" value={channel} onChange={(e) => setChannel(e.target.value)}>
                        <option value="">All channels</option>
                        {channel && !channels.some((c) => c.id === channel) && <option value={channel}>Another channel</option>}
                        {channels.map((c) => (
                            <option key={c.id} value={c.id}>
                                {c.name}
                            </option>
                        ))}
                    </select>
                </div>
            }
        >
            <Async
                query={list}
                what="The deliveries"
                skeleton={<Skeleton rows={8} />}
                empty={
                    list.data &&
                    list.rows.length === 0 &&
                    (filtered ? (
                        <Empty
                            title={status === 'dead' ? 'No dead letters' : 'No delivery matches'}
                            actions={
                                <Button
                                    onClick={() => {
                                        setStatus('');
                                        setChannel('');
                                    }}
                                >
                                    Show all
                                </Button>
                            }
                        >
                            {status === 'dead' && 'Nothing was given up.'}
                        </Empty>
                    ) : (
                        <Empty title="Nothing was sent yet" icon={<Send size={28} aria-hidden="true" />}>
                            Each notification of an alert, and each test, is listed here with what came of it.
                        </Empty>
                    ))
                }
            >
                {() => (
                    <>
                        <Table
                            label="List of deliveries"
                            rows={list.rows}
                            id={(d) => d.id}
                            columns={[
                                { head: 'State', cell: (d) => <StatusMark status={DELIVERY_STATES[d.status]?.[0] ?? 'unknown'} word={DELIVERY_STATES[d.status]?.[1] ?? d.status} /> },
                                { head: 'Event', cell: (d) => (d.alert_id ? <Link to={`/ops/alerts?alert=${encode(d.alert_id)}`}>{EVENTS[d.event] ?? d.event}</Link> : (EVENTS[d.event] ?? d.event)) },
                                { head: 'Channel', className: 'channels-name', cell: (d) => d.channel_name || <span className="muted">deleted</span> },
                                { head: 'Made', cell: (d) => <Ago at={d.created_at} /> },
                                { head: 'Attempts', num: true, cell: (d) => number(d.attempts) },
                                { head: 'Answer', num: true, cell: (d) => d.last_status_code ?? <span className="muted">–</span> },
                                { head: 'Took', num: true, cell: (d) => <span className="nowrap">{ms(d.last_duration_ms)}</span> },
                                { head: 'Then', cell: (d) => (d.status === 'pending' ? <span className="nowrap">next attempt <Countdown at={d.next_attempt_at} past="now" /></span> : d.delivered_at ? <span className="nowrap">taken <Ago at={d.delivered_at} /></span> : <span className="muted">–</span>) },
                                { head: 'Last error', className: 'channels-error', cell: (d) => <span className="secondary">{d.last_error}</span> },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (d) =>
                                        d.status === 'dead' && (
                                            <Button small icon={<RotateCw size={14} aria-hidden="true" />} reason={no || (complete && !channels.some((c) => c.id === d.channel_id) && 'The channel was deleted')} busy={replay.isPending && replay.variables.id === d.id} onClick={() => replay.mutate(d)}>
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
