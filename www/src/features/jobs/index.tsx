/*
 * Jobs: what waits, runs and failed, live; found by type, state, time and the text of input and error; acted on one by one or many at once.
 * The list never moves under the pointer: while it is pointed at, scrolled or partly chosen, rows change in place and new ones are counted above it.
 */
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { ListChecks, Plus, RefreshCw, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { get } from '@/api/client';
import { useConnection, useLiveInvalidate } from '@/api/hooks';
import type { Job, JobRow, List } from '@/api/types';
import { usePageKeys } from '@/app/shortcuts';
import { useNow } from '@/lib/clock';
import { ms, number, plural } from '@/lib/format';
import { later as loadLater } from '@/lib/later';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton } from '@/ui/Async';
import { Button, Link, LinkButton } from '@/ui/Button';
import { PageHead, Panel, Search } from '@/ui/Page';
import { Table } from '@/ui/Table';
import { Ago, Countdown, Since } from '@/ui/Time';
import { type Ask, useAct } from './act';
import { ACTS, type Act, FILTERS, type Filter, LOOK, PRESETS, type Query, STATES, actsOf, allowed, earlier, endOf, filtersOf, later, queryOf, shortId, tookMs, viewOf } from './data';
import { StateMark, useNo, useTypes } from './parts';
import { Stats } from './Stats';
import { Views } from './Views';
import './jobs.css';

const useDetail = loadLater(() => import('./Detail'));
const useAsk = loadLater(() => import('./ActDialog'));
const useEnter = loadLater(() => import('./EnterDialog'));
const PAGE = 100;
const REFRESH_MS = 15_000;
/** The box takes so many ids at once. */
const CHOSEN_MAX = 1000;
const LISTENED = [['jobs', 'list'], ['jobs', 'fresh'], ['jobs', 'one']];

/** Where a held list stops at its top; of another query it says nothing. */
interface End {
    of: Query;
    at: string;
}

/** The list for a query. `end` is a ref, so that holding does not ask anew. */
function useJobs(query: Query, end: { current: End | undefined }) {
    return useInfiniteQuery({
        queryKey: ['jobs', 'list', query],
        queryFn: ({ pageParam, signal }) => get<List<JobRow>>('/jobs', { query: { ...query, to: earlier(query.to, end.current?.of === query ? end.current.at : undefined), limit: PAGE, cursor: pageParam }, signal, quiet: true }),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.next_cursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: REFRESH_MS,
    });
}

export default function JobsPage() {
    const no = useNo();
    const client = useQueryClient();
    const connection = useConnection();
    const [, navigate] = useLocation();
    const search = useSearch();
    const filters = filtersOf(search);
    const [open, setOpen] = useUrlState('job');
    const [wide, setWide] = useUrlState('wide');
    const [entering, setEntering] = useUrlState('enter');
    const [asking, ask] = useState<Ask | null>(null);
    const types = useTypes();
    const Detail = useDetail(Boolean(open));
    const Enter = useEnter(Boolean(entering));
    const ActDialog = useAsk(asking !== null);
    usePageKeys(no.run ? {} : { n: () => setEntering('1', { push: true }) });

    const view = viewOf(search);

    /* ---- what is chosen, and whether the list is used ---- */
    const [chosen, choose] = useState<Map<string, JobRow>>(() => new Map());
    const [everything, chooseAll] = useState(false);
    const [pointed, point] = useState(false);
    const [scrolled, scroll] = useState(false);
    const used = pointed || scrolled || chosen.size > 0;
    const clear = useCallback(() => {
        choose(new Map());
        chooseAll(false);
    }, []);
    useEffect(clear, [view, clear]);

    /* ---- the list, held while it is used ---- */
    /* "Last hour" is relative: the question is asked anew every five minutes, not every second, and not while the list is used. */
    const minutes = Math.floor(useNow(15) / 300_000) * 300_000;
    const [slot, setSlot] = useState(minutes);
    useEffect(() => {
        if (!used) setSlot(minutes);
    }, [used, minutes]);
    /* eslint-disable-next-line react-hooks/exhaustive-deps -- the filters by their text */
    const query = useMemo(() => queryOf(filters, slot), [view, filters.time && filters.time !== 'custom' ? slot : 0]);
    const end = useRef<End | undefined>(undefined);
    const jobs = useJobs(query, end);
    const rows = useMemo(() => jobs.data?.pages.flatMap((p) => p.items) ?? [], [jobs.data]);
    const held = used && rows.length > 0;
    const newest = jobs.isPlaceholderData ? undefined : rows[0]?.created_at;
    useEffect(() => {
        if (held && newest && end.current?.of !== query) end.current = { of: query, at: endOf(newest) };
    }, [held, newest, query]);
    /* A list that is gone is not pointed at. */
    const none = rows.length === 0;
    useEffect(() => {
        if (none) point(false);
    }, [none]);
    const renew = useCallback(() => {
        end.current = undefined;
        void client.invalidateQueries({ queryKey: ['jobs', 'list'] });
    }, [client]);
    useEffect(() => {
        if (!held && end.current) renew();
    }, [held, renew]);
    useEffect(() => {
        const look = () => scroll(window.scrollY > 240);
        addEventListener('scroll', look, { passive: true });
        return () => removeEventListener('scroll', look);
    }, []);
    const fresh = useQuery({
        queryKey: ['jobs', 'fresh', query, held],
        queryFn: ({ signal }) => (end.current?.of === query ? get<List<JobRow>>('/jobs', { query: { ...query, from: later(query.from, end.current.at), limit: PAGE }, signal, quiet: true }) : { items: [], next_cursor: null }),
        enabled: held,
        refetchInterval: REFRESH_MS,
    });
    const waiting = held ? (fresh.data?.items.length ?? 0) : 0;
    /* A search in texts is dear, and so are many pages: they are not repeated with every change. */
    useLiveInvalidate('jobs', LISTENED, Math.max(query.q ? 5000 : 1000, 1000 * (jobs.data?.pages.length ?? 1)));

    const { hasNextPage, isFetchingNextPage, fetchNextPage } = jobs;
    const bottom = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const el = bottom.current;
        if (!el || !hasNextPage) return;
        const o = new IntersectionObserver((e) => e.some((x) => x.isIntersecting) && !isFetchingNextPage && void fetchNextPage(), { rootMargin: '400px' });
        o.observe(el);
        return () => o.disconnect();
    }, [hasNextPage, isFetchingNextPage, fetchNextPage, rows.length]);

    /* ---- acting ---- */
    const acting = useAct(() => {
        clear();
        ask(null);
    });
    const question = (q: Ask) => {
        acting.one.reset();
        acting.many.reset();
        ask(q);
    };
    const act = (a: Act, job: JobRow | Job) => (a === 'run' ? acting.one.mutate({ job, act: a }) : question({ act: a, one: job }));
    const runs = (id: string) => (acting.one.isPending && acting.one.variables.job.id === id ? acting.one.variables.act : undefined);

    const go = (next: string, push = true) => navigate(`/admin/jobs${next ? `?${next}` : ''}`, { replace: !push });
    const set = (changes: Partial<Record<Filter, string>>) => {
        const q = new URLSearchParams(location.search);
        for (const [k, v] of Object.entries(changes)) v ? q.set(k, v) : q.delete(k);
        go(q.toString(), false);
    };
    const clearFilters = () => set(Object.fromEntries(FILTERS.map((k) => [k, ''])));
    const withJob = (id: string) => {
        const q = new URLSearchParams(search);
        q.set('job', id);
        return q.toString();
    };
    /* As they are now, where they are still shown. */
    const present = new Map(rows.map((r) => [r.id, r]));
    const some = [...chosen.values()].map((c) => present.get(c.id) ?? c);
    const allShown = rows.length > 0 && rows.every((r) => chosen.has(r.id));
    const titles = new Map((types.data?.items ?? []).map((t) => [t.name, t.title]));

    return (
        <div className={`jobs${open ? ' with-side' : ''}${open && wide ? ' with-wide' : ''}`}>
            <div className="jobs-main stack">
                <PageHead title="Jobs">
                    <span className="row tight muted">
                        {connection === 'connected' ? 'Live' : `Every ${REFRESH_MS / 1000} s`}
                        <Button small look="quiet" icon={<RefreshCw size={14} />} label="Refresh" busy={jobs.isFetching && !isFetchingNextPage} onClick={() => void client.invalidateQueries({ queryKey: ['jobs'] })} />
                    </span>
                    <LinkButton to="/admin/jobs/schedules">Schedules</LinkButton>
                    <LinkButton to="/admin/jobs/queues">Queues</LinkButton>
                    <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={no.run} onClick={() => setEntering('1', { push: true })}>
                        Enter a job
                    </Button>
                </PageHead>
                <Stats state={filters.state} onState={(state) => set({ state })} onGroup={(f) => set({ ...(Object.fromEntries(FILTERS.map((k) => [k, ''])) as Record<Filter, string>), ...f })} />
                <Panel title="List" flush actions={<Views search={search} onView={go} />}>
                    <Bar f={filters} set={set} types={types.data?.items.map((t) => [t.name, t.title]) ?? []} queues={[...new Set(types.data?.items.map((t) => t.queue) ?? [])]} clear={view ? clearFilters : undefined} />
                    {waiting > 0 && (
                        <button
                            type="button"
                            className="jobs-fresh"
                            onClick={() => {
                                clear();
                                scrollTo({ top: 0 });
                                point(false);
                                renew();
                            }}
                        >
                            {plural(waiting, 'new job')}
                            {fresh.data?.next_cursor ? ' or more' : ''}: show
                        </button>
                    )}
                    <Async
                        query={jobs}
                        what="The jobs"
                        skeleton={<Skeleton rows={14} />}
                        empty={
                            jobs.data &&
                            rows.length === 0 &&
                            (view ? (
                                <Empty title="No job matches" actions={<Button onClick={clearFilters}>Clear the filters</Button>}>
                                    {filters.q && 'Text is looked for in the input and the error of the newest 200,000 jobs.'}
                                </Empty>
                            ) : (
                                <Empty
                                    title="No jobs yet"
                                    icon={<ListChecks size={28} aria-hidden="true" />}
                                    actions={
                                        <Button reason={no.run} onClick={() => setEntering('1', { push: true })}>
                                            Enter the first one
                                        </Button>
                                    }
                                >
                                    Whatever runs in the background is listed here: what you enter, what schedules enter, and what the box does by itself.
                                </Empty>
                            ))
                        }
                    >
                        {() => (
                            <div
                                className={`jobs-list${jobs.isPlaceholderData ? ' old' : ''}`}
                                onPointerEnter={(e) => e.pointerType === 'mouse' && point(true)}
                                onPointerLeave={() => point(false)}
                            >
                                <Table
                                    label="Jobs"
                                    rows={rows}
                                    id={(j) => j.id}
                                    selected={open}
                                    onOpen={(j) => go(withJob(j.id))}
                                    columns={[
                                        {
                                            head: (
                                                <input
                                                    type="checkbox"
                                                    aria-label="Choose all that are shown"
                                                    checked={allShown}
                                                    disabled={Boolean(no.control) || rows.length > CHOSEN_MAX}
                                                    title={no.control || (rows.length > CHOSEN_MAX ? `At most ${number(CHOSEN_MAX)} at once` : undefined)}
                                                    onChange={() => (allShown ? clear() : choose(new Map(rows.map((r) => [r.id, r]))))}
                                                />
                                            ),
                                            className: 'jobs-check',
                                            cell: (j) => (
                                                <input
                                                    type="checkbox"
                                                    aria-label={`Choose ${j.type} ${shortId(j.id)}`}
                                                    checked={chosen.has(j.id)}
                                                    disabled={Boolean(no.control) || (!chosen.has(j.id) && chosen.size >= CHOSEN_MAX)}
                                                    title={no.control || undefined}
                                                    onChange={(e) => {
                                                        const next = new Map(chosen);
                                                        if (e.target.checked) next.set(j.id, j);
                                                        else next.delete(j.id);
                                                        choose(next);
                                                        chooseAll(false);
                                                    }}
                                                />
                                            ),
                                        },
                                        { head: 'State', cell: (j) => <StateMark state={j.state} /> },
                                        {
                                            head: 'Job',
                                            cell: (j) => (
                                                <Link to={`?${withJob(j.id)}`} className="jobs-name" title={j.id}>
                                                    {titles.get(j.type) ?? j.type} <code className="muted">{shortId(j.id)}</code>
                                                </Link>
                                            ),
                                        },
                                        { head: 'Input', className: 'jobs-input', cell: (j) => <code title={j.input_text}>{j.input_text === '{}' ? '' : j.input_text}</code> },
                                        { head: 'Attempt', num: true, cell: (j) => `${j.attempt}/${j.max_attempts}` },
                                        { head: 'Entered', cell: (j) => <Ago at={j.created_at} /> },
                                        { head: 'Took', num: true, cell: (j) => <Took of={j} /> },
                                        { head: 'Says', className: 'jobs-says', cell: (j) => <Says of={j} /> },
                                        {
                                            head: 'Actions',
                                            actions: true,
                                            cell: (j) =>
                                                actsOf(j.state).map((a) => (
                                                    <Button key={a} small look={a === 'cancel' ? 'quiet' : undefined} label={`${ACTS[a].verb} ${j.type} ${shortId(j.id)}`} reason={no.control} busy={runs(j.id) === a} onClick={() => act(a, j)}>
                                                        {ACTS[a].verb}
                                                    </Button>
                                                )),
                                        },
                                    ]}
                                />
                                <div ref={bottom} className="row jobs-end">
                                    <span className="muted">
                                        {plural(rows.length, 'job')}
                                        {hasNextPage ? ' so far' : ''}
                                    </span>
                                    {isFetchingNextPage ? (
                                        <span className="muted" role="status">
                                            Looking further back…
                                        </span>
                                    ) : (
                                        hasNextPage && (
                                            <Button small onClick={() => void fetchNextPage()}>
                                                Older jobs
                                            </Button>
                                        )
                                    )}
                                </div>
                            </div>
                        )}
                    </Async>
                </Panel>
                {chosen.size > 0 && (
                    <div className="jobs-bulk" role="region" aria-label="Actions on the chosen jobs">
                        <b>{everything ? 'All that match' : `${number(chosen.size)} chosen`}</b>
                        {!everything && (hasNextPage || !allShown) && (
                            <Button small look="quiet" onClick={() => chooseAll(true)}>
                                Choose all that match
                            </Button>
                        )}
                        {(Object.keys(ACTS) as Act[]).map((a) => {
                            const n = some.filter((j) => allowed(a, j.state)).length;
                            return (
                                <Button key={a} small look={a === 'cancel' ? 'danger' : undefined} reason={!everything && n === 0 && `None of the chosen is ${ACTS[a].from.map((s) => LOOK[s].word.toLowerCase()).join(' or ')}`} onClick={() => question(everything ? { act: a, all: query } : { act: a, some })}>
                                    {ACTS[a].verb}
                                    {everything ? '…' : ` ${number(n)}`}
                                </Button>
                            );
                        })}
                        <Button small look="quiet" icon={<X size={14} aria-hidden="true" />} onClick={clear}>
                            Choose none
                        </Button>
                    </div>
                )}
            </div>
            {open && Detail && (
                <Detail
                    key={open}
                    id={open}
                    types={types.data?.items ?? []}
                    wide={wide === '1'}
                    onWide={(on) => setWide(on ? '1' : '')}
                    onClose={() => {
                        setOpen('');
                        setWide('');
                    }}
                    onOpen={(id) => setOpen(id, { push: true })}
                    onAct={act}
                    busy={runs(open)}
                />
            )}
            {entering && Enter && types.data && (
                <Enter
                    types={types.data.items}
                    onClose={() => setEntering('')}
                    onDone={(j) => {
                        setEntering('');
                        setOpen(j.id, { push: true });
                    }}
                />
            )}
            {asking && ActDialog && <ActDialog ask={asking} acting={acting} onClose={() => ask(null)} />}
        </div>
    );
}

function Took({ of: j }: { of: JobRow }) {
    if (j.state === 'RUNNING') return <Since at={j.started_at} />;
    const took = tookMs(j, 0);
    return took === null ? <span className="muted">–</span> : <span className="nowrap">{ms(took)}</span>;
}

function Says({ of: j }: { of: JobRow }) {
    if (j.state === 'RUNNING')
        return (
            <span className="jobs-running">
                <span className="meter" aria-hidden="true">
                    <i style={{ width: `${j.progress}%` }} />
                </span>
                <span className="secondary truncate">
                    {j.progress} % {j.progress_text}
                </span>
            </span>
        );
    if (j.state === 'SCHEDULED')
        return (
            <span className="secondary truncate">
                {j.error ? <span className="jobs-error">{j.error}: again </span> : ''}
                <Countdown at={j.run_at} past="waits for another job" />
            </span>
        );
    if (j.error) return <span className={j.state === 'CANCELLED' ? 'muted' : 'jobs-error'} title={j.error}>{j.error}</span>;
    return null;
}

function Bar({ f, set, types, queues, clear }: { f: Record<Filter, string>; set: (c: Partial<Record<Filter, string>>) => void; types: [string, string][]; queues: string[]; clear?: () => void }) {
    const chips: [Filter[], string, string][] = [
        [['schedule'], 'of schedule', shortId(f.schedule)],
        [['parent'], 'children of', shortId(f.parent)],
    ];
    return (
        <div className="jobs-filters" role="search" aria-label="Filter the jobs">
            <Search label="Text in input or error" value={f.q} onChange={(q) => set({ q })} />
            <select className="select" aria-label="Type" value={f.type} onChange={(e) => set({ type: e.target.value })}>
                <option value="">All types</option>
                {f.type && !types.some(([t]) => t === f.type) && <option value={f.type}>{f.type}</option>}
                {types.map(([t, title]) => (
                    <option key={t} value={t}>
                        {title}
                    </option>
                ))}
            </select>
            <select className="select" aria-label="State" value={f.state} onChange={(e) => set({ state: e.target.value })}>
                <option value="">All states</option>
                {STATES.map((s) => (
                    <option key={s} value={s}>
                        {LOOK[s].word}
                    </option>
                ))}
            </select>
            <select className="select" aria-label="Queue" value={f.queue} onChange={(e) => set({ queue: e.target.value })}>
                <option value="">All queues</option>
                {f.queue && !queues.includes(f.queue) && <option value={f.queue}>{f.queue}</option>}
                {queues.map((q) => (
                    <option key={q}>{q}</option>
                ))}
            </select>
            <select className="select" aria-label="Entered" value={f.time} onChange={(e) => set({ time: e.target.value })}>
                <option value="">Any time</option>
                {PRESETS.map(([k, word]) => (
                    <option key={k} value={k}>
                        {word}
                    </option>
                ))}
                <option value="custom">From … to …</option>
            </select>
            <Search
                className="about"
                label="About: kind, or kind:id"
                placeholder="About kind:id"
                value={f.thing ? `${f.about}:${f.thing}` : f.about}
                onChange={(v) => {
                    const [about = '', ...thing] = v.split(':');
                    set({ about, thing: thing.join(':') });
                }}
            />
            {f.time === 'custom' && (
                <>
                    <input className="input" type="datetime-local" aria-label="From" value={f.from} onChange={(e) => set({ from: e.target.value })} />
                    <input className="input" type="datetime-local" aria-label="To" value={f.to} onChange={(e) => set({ to: e.target.value })} />
                </>
            )}
            {chips.map(
                ([keys, word, value]) =>
                    f[keys[0]!] && (
                        <span key={word} className="filter-chip">
                            {word} <code>{value}</code>
                            <Button small look="quiet" icon={<X size={12} />} label={`Not only ${word} ${value}`} onClick={() => set(Object.fromEntries(keys.map((k) => [k, ''])))} />
                        </span>
                    ),
            )}
            {clear && (
                <Button small look="quiet" onClick={clear}>
                    Clear
                </Button>
            )}
        </div>
    );
}
