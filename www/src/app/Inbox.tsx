/*
 * The bell: how many notices are unread (live), the panel with them, and toasts, sounds and desktop notifications for new ones as the preferences say.
 * Its code comes after the page's. Keys in the panel: arrows, Enter opens, r reads or unreads, Delete puts away, Esc closes.
 */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bell, CheckCheck, Mail, MailOpen, Megaphone, Settings, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { del, encode, get, post } from '@/api/client';
import { invalidate, useLive } from '@/api/hooks';
import type { List, Notice, NoticeCount, NoticeKind } from '@/api/types';
import { plural } from '@/lib/format';
import { useStore } from '@/lib/store';
import { Async, Empty, Skeleton } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { StatusMark } from '@/ui/Status';
import { Ago } from '@/ui/Time';
import { prefs } from './look';
import { useMay } from './session';
import { toast } from './toasts';
import './inbox.css';

const COUNT = ['inbox', 'count'];
const LIST = ['inbox', 'list'];

function linkOf(n: Notice): string | undefined {
    const id = encodeURIComponent(n.object_id ?? '');
    switch (n.object_type) {
        case 'alert':
            return `/ops/alerts?alert=${id}`;
        case 'service':
            return `/admin/health?service=${id}`;
        case 'backup':
            return '/admin/backup';
        case 'api_key':
            return '/admin/api-keys';
        default:
            return undefined;
    }
}

/* A short soft tone, made on the spot: no file to load. */
function tone(): void {
    try {
        const audio = new AudioContext();
        const o = audio.createOscillator();
        const volume = audio.createGain();
        volume.gain.setValueAtTime(0.08, audio.currentTime);
        volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.4);
        o.frequency.value = 660;
        o.connect(volume).connect(audio.destination);
        o.start();
        o.stop(audio.currentTime + 0.4);
        o.onended = () => void audio.close();
    } catch {
        /* no sound here */
    }
}

export default function Inbox({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
    const client = useQueryClient();
    const [, navigate] = useLocation();
    const button = useRef<HTMLButtonElement>(null);
    const seen = useRef<string | null | undefined>(undefined);
    const count = useQuery({ queryKey: COUNT, queryFn: ({ signal }) => get<NoticeCount>('/inbox/summary', { signal, quiet: true }), refetchInterval: 60_000 });
    const soon = () => invalidate(client, ['inbox']);
    useLive('me.inbox', soon, soon, soon);

    /* Something newer than what was there before: tell it, as the preferences say. */
    const newest = count.data?.newest_id;
    useEffect(() => {
        if (newest === undefined) return;
        const before = seen.current;
        seen.current = newest;
        if (before === undefined || !newest || newest <= (before ?? '')) return;
        get<List<Notice>>('/inbox', { query: { unread: true, limit: 5 }, quiet: true }).then(
            (list) => {
                const { toasts, desktop, sound } = prefs.get().notifications;
                const fresh = list.items.filter((n) => n.id > (before ?? '')).reverse();
                for (const n of fresh) {
                    const important = n.severity !== 'info' || n.kind.startsWith('security.');
                    const to = linkOf(n);
                    if (toasts === 'all' || (toasts === 'important' && important))
                        toast({ kind: n.severity === 'critical' ? 'critical' : n.severity === 'warning' ? 'warn' : 'info', title: n.title, text: n.body || undefined, action: to ? { label: 'Open', run: () => navigate(to) } : undefined });
                    if (important && desktop && document.hidden && 'Notification' in window && Notification.permission === 'granted') new Notification(n.title, { body: n.body, tag: n.id });
                }
                if (sound && fresh.some((n) => n.severity !== 'info')) tone();
            },
            () => {},
        );
    }, [newest, navigate]);

    const unread = count.data?.unread ?? 0;
    const important = (count.data?.important ?? 0) > 0;
    const text = unread >= 100 ? '99+' : String(unread);
    const close = () => {
        onOpen(false);
        button.current?.focus();
    };
    return (
        <div className="bell">
            <Button ref={button} look="quiet" icon={<Bell size={16} />} label={unread ? `Notices, ${text} unread` : 'Notices'} aria-haspopup="dialog" aria-expanded={open} onClick={() => onOpen(!open)} />
            {unread > 0 && (
                <span className={`bell-count${important ? ' important' : ''}`} aria-hidden="true">
                    {text}
                </span>
            )}
            <span className="sr-only" role="status">
                {prefs.get().accessibility.announcements !== 'brief' && unread ? plural(unread, 'unread notice') : ''}
            </span>
            {open && <Panel onClose={close} unread={unread} />}
        </div>
    );
}

function Panel({ onClose, unread }: { onClose: () => void; unread: number }) {
    const client = useQueryClient();
    const may = useMay();
    const [, navigate] = useLocation();
    const box = useRef<HTMLElement>(null);
    const [only, setOnly] = useState(false);
    const [kind, setKind] = useState('');
    const [announcing, announce] = useState(false);
    const [taking, take] = useState<Notice | null>(null);
    useStore(prefs);
    const kinds = useQuery({ queryKey: ['inbox-kinds'], queryFn: () => get<{ items: NoticeKind[] }>('/inbox/kinds', { quiet: true }), staleTime: Infinity });
    const list = useInfiniteQuery({
        queryKey: [...LIST, only, kind],
        queryFn: ({ pageParam, signal }) => get<List<Notice>>('/inbox', { query: { limit: 30, unread: only || undefined, kind, cursor: pageParam }, signal, quiet: true }),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.next_cursor ?? undefined,
    });
    const again = () => void client.invalidateQueries({ queryKey: ['inbox'] });
    const failed = (e: unknown) => toast({ kind: 'critical', title: 'That did not work', text: e instanceof Error ? e.message : String(e) });
    const mark = useMutation({ mutationFn: (n: Notice) => post(`/inbox/${encode(n.id)}/${n.read ? 'unread' : 'read'}`), onSettled: again, onError: failed });
    const away = useMutation({ mutationFn: (n: Notice) => del(`/inbox/${encode(n.id)}`), onSettled: again, onError: failed });
    const all = useMutation({ mutationFn: () => post('/inbox/read-all', kind ? { kind } : {}), onSettled: again, onError: failed });
    const back = useMutation({ mutationFn: (n: Notice) => del(`/inbox/announcements/${encode(n.id)}`), onSettled: again, onError: failed });
    const items = list.data?.pages.flatMap((p) => p.items) ?? [];

    useEffect(() => {
        box.current?.focus();
        const outside = (e: PointerEvent) => {
            const t = e.target as Element;
            if (!box.current?.parentElement?.contains(t) && !t.closest('dialog, .toasts')) onClose();
        };
        document.addEventListener('pointerdown', outside);
        return () => document.removeEventListener('pointerdown', outside);
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, []);

    const openIt = (n: Notice) => {
        if (!n.read) mark.mutate(n);
        const to = linkOf(n);
        if (to) {
            onClose();
            navigate(to);
        }
    };
    const keys = (e: KeyboardEvent) => {
        if (e.key === 'Escape') {
            e.stopPropagation();
            return onClose();
        }
        const rows = [...(box.current?.querySelectorAll<HTMLElement>('.notice-main') ?? [])];
        const i = rows.indexOf(document.activeElement as HTMLElement);
        const to = e.key === 'ArrowDown' ? i + 1 : e.key === 'ArrowUp' ? Math.max(0, i - 1) : e.key === 'Home' ? 0 : e.key === 'End' ? rows.length - 1 : -1;
        if (/^(SELECT|INPUT)$/.test((e.target as Element).tagName)) return;
        if (to >= 0 && rows[to]) {
            e.preventDefault();
            rows[to]!.focus();
        }
        const n = i >= 0 ? items[i] : undefined;
        if (n && e.key === 'r') mark.mutate(n);
        if (n && e.key === 'Delete') {
            away.mutate(n);
            rows[i + 1]?.focus();
        }
    };
    return (
        <section className="inbox panel" role="dialog" aria-label="Notices" tabIndex={-1} ref={box} onKeyDown={keys}>
            <header>
                <h2>Notices</h2>
                {may('inbox.announce') && <Button small look="quiet" icon={<Megaphone size={14} />} label="Announce something" onClick={() => announce(true)} />}
                <Button small look="quiet" icon={<CheckCheck size={14} />} label="Mark all as read" reason={!unread && 'Nothing is unread'} busy={all.isPending} onClick={() => all.mutate()} />
                <Button
                    small
                    look="quiet"
                    icon={<Settings size={14} />}
                    label="What is told, and how"
                    onClick={() => {
                        onClose();
                        navigate('/account/preferences?section=notifications');
                    }}
                />
                <Button small look="quiet" icon={<X size={14} />} label="Close" onClick={onClose} />
            </header>
            <div className="inbox-filter row">
                <Button small pressed={only} onClick={() => setOnly(!only)}>
                    Unread only
                </Button>
                <select className="select auto" aria-label="Kind" value={kind} onChange={(e) => setKind(e.target.value)}>
                    <option value="">All kinds</option>
                    {kinds.data?.items.map((k) => (
                        <option key={k.name} value={k.name}>
                            {k.title}
                        </option>
                    ))}
                </select>
            </div>
            <Async
                query={list}
                what="The notices"
                skeleton={<Skeleton rows={5} height={36} />}
                empty={items.length === 0 && <Empty title={only || kind ? 'Nothing here' : 'No notices'}>{only || kind ? 'No notice matches.' : 'Alerts, finished work and changes of your account are told here.'}</Empty>}
            >
                {() => (
                    <ul className="notices">
                        {items.map((n) => (
                            <li key={n.id} className={n.read ? 'notice' : 'notice unread'}>
                                <button type="button" className="notice-main" onClick={() => openIt(n)}>
                                    <StatusMark status={n.severity} bare />
                                    <span className="grow">
                                        <b>{n.title}</b>
                                        {!n.read && <span className="sr-only"> (unread)</span>}
                                        {n.body && <span className="notice-body">{n.body}</span>}
                                        <span className="muted">
                                            <Ago at={n.at} />
                                        </span>
                                    </span>
                                </button>
                                <Button small look="quiet" icon={n.read ? <Mail size={14} /> : <MailOpen size={14} />} label={n.read ? 'Mark as unread' : 'Mark as read'} onClick={() => mark.mutate(n)} />
                                {n.kind === 'announcement' && may('inbox.announce') ? (
                                    <Button small look="quiet" icon={<X size={14} />} label="Take back from everybody" onClick={() => take(n)} />
                                ) : (
                                    <Button small look="quiet" icon={<X size={14} />} label="Put away" onClick={() => away.mutate(n)} />
                                )}
                            </li>
                        ))}
                        {list.hasNextPage && (
                            <li className="inbox-more">
                                <Button small busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                                    Load more
                                </Button>
                            </li>
                        )}
                    </ul>
                )}
            </Async>
            {taking && (
                <ConfirmDialog
                    open
                    title="Take the announcement back"
                    verb="Take back"
                    busy={back.isPending}
                    onClose={() => take(null)}
                    onConfirm={() => {
                        back.mutate(taking);
                        take(null);
                    }}
                >
                    Nobody sees “{taking.title}” any more, whether they have read it or not.
                </ConfirmDialog>
            )}
            {announcing && <Announce onClose={() => announce(false)} />}
        </section>
    );
}

function Announce({ onClose }: { onClose: () => void }) {
    const [title, setTitle] = useState('');
    const [body, setBody] = useState('');
    const [severity, setSeverity] = useState('info');
    const [everywhere, setEverywhere] = useState(true);
    const send = useMutation({
        mutationFn: () => post('/inbox/announcements', { title: title.trim(), body: body.trim(), severity, everywhere }, { quiet: true }),
        onSuccess: () => {
            toast({ kind: 'ok', title: 'Announced' });
            onClose();
        },
    });
    const f = useFieldErrors(send.error);
    return (
        <Dialog open title="Announce something" onClose={onClose}>
            <form
                className="stack"
                noValidate
                onSubmit={(e) => {
                    e.preventDefault();
                    if (title.trim()) send.mutate();
                }}
            >
                <TextField label="In one sentence" value={title} onChange={setTitle} maxLength={200} error={f('title')} required />
                <TextField label="Details" value={body} onChange={setBody} rows={4} maxLength={1000} error={f('body')} required={false} />
                <SelectField
                    label="Importance"
                    value={severity}
                    onChange={setSeverity}
                    options={[
                        ['info', 'For information'],
                        ['warning', 'Important'],
                        ['critical', 'Urgent'],
                    ]}
                />
                <CheckField label="To every tenant of this box" checked={everywhere} onChange={setEverywhere} help="Otherwise to the people of the present tenant." />
                <FormError error={send.error} known={['title', 'body']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={send.isPending} reason={!title.trim() && 'Say what'}>
                        Announce
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
