/* Where the account is signed in. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { del, encode, get, post } from '@/api/client';
import type { List, SessionRow } from '@/api/types';
import { toast } from '@/app/toasts';
import { Async, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Panel } from '@/ui/Page';
import { Table } from '@/ui/Table';
import { Ago } from '@/ui/Time';

const KEY = ['account', 'sessions'] as const;

/** "Firefox on Linux": enough to recognise one's own. */
export function device({ program, user_agent: agent }: Pick<SessionRow, 'program' | 'user_agent'>): string {
    if (program) return 'A program, by tokens';
    const browser = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrom(e|ium)\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : '';
    const system = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Windows/.test(agent) ? 'Windows' : /Mac OS X/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
    if (browser && system) return `${browser} on ${system}`;
    return browser || system || agent.split(/[ /]/)[0] || 'Unknown program';
}

export function Sessions() {
    const client = useQueryClient();
    const sessions = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<List<SessionRow>>('/auth/me/sessions', { signal, quiet: true }) });
    const done = () => void client.invalidateQueries({ queryKey: KEY });
    const failed = (e: unknown) => toast({ kind: 'warn', title: 'Not signed out', text: errorText(e) });
    const end = useMutation({ mutationFn: (s: SessionRow) => del(`/auth/me/sessions/${encode(s.id)}`), onSuccess: (_, s) => toast({ kind: 'ok', title: 'Signed out', text: device(s) }), onError: failed, onSettled: done });
    const others = useMutation({ mutationFn: () => post('/auth/me/sessions/end-others'), onSuccess: () => toast({ kind: 'ok', title: 'Signed out everywhere else' }), onError: failed, onSettled: done });
    const alone = (sessions.data?.items.length ?? 0) < 2;
    return (
        <Panel
            title="Where you are signed in"
            flush
            actions={
                <Button small busy={others.isPending} reason={alone && 'This is the only place'} onClick={() => others.mutate()}>
                    Sign out everywhere else
                </Button>
            }
        >
            <Async query={sessions} what="The sessions" skeleton={<Skeleton rows={3} />}>
                {(d) => (
                    <Table
                        label="Sessions"
                        rows={d.items}
                        id={(s) => s.id}
                        columns={[
                            { head: 'Device', className: 'nowrap', cell: (s) => <span title={s.user_agent}>{s.current ? <b>{device(s)} (this one)</b> : device(s)}</span> },
                            { head: 'Address', cell: (s) => <code>{s.remote}</code> },
                            { head: 'Tenant', cell: (s) => s.tenant_name },
                            { head: 'Last seen', cell: (s) => <Ago at={s.last_seen_at} /> },
                            { head: 'Since', cell: (s) => <Ago at={s.created_at} /> },
                            {
                                head: 'Actions',
                                actions: true,
                                cell: (s) => (
                                    <Button small look="quiet" icon={<LogOut size={14} />} label={`Sign out ${device(s)}`} reason={s.current && 'This is the one you use'} busy={end.isPending && end.variables?.id === s.id} onClick={() => end.mutate(s)} />
                                ),
                            },
                        ]}
                    />
                )}
            </Async>
        </Panel>
    );
}
