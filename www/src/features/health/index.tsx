/* Service health: the grid with what failed first, live, and one service in a panel beside it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Boxes, Import, Network, Plus, RefreshCw, Rows3, Satellite, ServerCrash, Tags, Upload } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { ApiError, get, post } from '@/api/client';
import { useConnection } from '@/api/hooks';
import type { CheckType, HealthSummary, List, Status } from '@/api/types';
import { prefs, setPrefs } from '@/app/look';
import { usePageKeys } from '@/app/shortcuts';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { useNow } from '@/lib/clock';
import { exact, number, plural, relative } from '@/lib/format';
import { later } from '@/lib/later';
import { useStore } from '@/lib/store';
import { useUrlState } from '@/lib/url';
import { Async, Empty } from '@/ui/Async';
import { Button, LinkButton } from '@/ui/Button';
import { Banner, PageHead, Search } from '@/ui/Page';
import { StatusShape, statusWord } from '@/ui/Status';
import { REFRESH_MS, useHealthLive, useServices } from './data';
import { Grid } from './Grid';
import { failedFirst } from './order';
import './health.css';

const useDetail = later(() => import('./Detail'));
const useImport = later(() => import('./ImportDialog'));

const STATUSES: Status[] = ['unhealthy', 'degraded', 'unknown', 'maintenance', 'paused', 'healthy'];
const SORTS: [string, string][] = [
    ['failed_first', 'Failed first'],
    ['name', 'Name'],
    ['-latency', 'Slowest first'],
    ['uptime', 'Lowest uptime first'],
];

export default function HealthPage() {
    const may = useMay();
    const client = useQueryClient();
    const [q, setQ] = useUrlState('q');
    const [status, setStatus] = useUrlState('status');
    const [type, setType] = useUrlState('type');
    const [tag, setTag] = useUrlState('tag');
    const [sort, setSort] = useUrlState('sort', 'failed_first');
    const [group, setGroup] = useUrlState('group');
    const [selected, setSelected] = useUrlState('service');
    const [importing, setImporting] = useState(false);
    const [, navigate] = useLocation();
    const noWrite = !may('service.write') && 'Needs the permission to configure services';
    usePageKeys(noWrite ? {} : { n: () => navigate('/admin/health/new') });
    const dense = useStore(prefs).theme.density === 'dense';
    const liveAt = useHealthLive();
    const Detail = useDetail(Boolean(selected));
    const ImportDialog = useImport(importing);

    const filters = { q, status, type, tag, sort };
    const services = useServices(filters, group === 'tag');
    const summary = useQuery({
        queryKey: ['health', 'summary'],
        queryFn: ({ signal }) => get<HealthSummary>('/admin/health/summary', { signal, quiet: true }),
        refetchInterval: REFRESH_MS,
    });
    const types = useQuery({ queryKey: ['services', 'types'], queryFn: () => get<List<CheckType>>('/services/types', { quiet: true }), staleTime: Infinity });
    const items = useMemo(() => {
        const all = services.data?.pages.flatMap((p) => p.items) ?? [];
        /* A page may have been read before something moved up into it. */
        const seen = new Set<string>();
        const unique = all.filter((s) => !seen.has(s.id) && seen.add(s.id));
        return sort === 'failed_first' ? unique.sort(failedFirst) : unique;
    }, [services.data, sort]);
    const total = services.data?.pages[0]?.total ?? items.length;
    const filtered = Boolean(q || status || type || tag);
    const down = services.error instanceof ApiError && services.error.status === 503;
    /* The box watches itself always: that alone is still an empty page. */
    const fresh = !filtered && services.data !== undefined && items.every((s) => s.type === 'self');

    const template = useMutation({
        mutationFn: () => post<{ created: number; unchanged: number }>('/services/templates/workers'),
        onSuccess: (r) => {
            toast({ kind: 'ok', title: 'Default workers', text: `${r.created} added, ${r.unchanged} were there already` });
            void client.invalidateQueries({ queryKey: ['health'] });
        },
    });
    const open = useCallback((id: string) => setSelected(id, { push: true }), [setSelected]);
    const { hasNextPage, isFetchingNextPage, fetchNextPage } = services;
    const onEnd = useCallback(() => {
        if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

    return (
        <div className={`health${selected ? ' with-detail' : ''}`}>
            <div className="health-main">
                <PageHead title="Service health">
                    <Updated at={Math.max(services.dataUpdatedAt, liveAt)} busy={services.isFetching && !isFetchingNextPage} refresh={() => void client.invalidateQueries({ queryKey: ['health'] })} />
                    <LinkButton to="/admin/health/dependencies" icon={<Network size={14} aria-hidden="true" />}>
                        Dependencies
                    </LinkButton>
                    <Button icon={<Import size={14} aria-hidden="true" />} reason={noWrite} onClick={() => setImporting(true)}>
                        Import
                    </Button>
                    {noWrite ? (
                        <Button icon={<Plus size={14} aria-hidden="true" />} reason={noWrite}>
                            Add service
                        </Button>
                    ) : (
                        <LinkButton to="/admin/health/new" look="primary" icon={<Plus size={14} aria-hidden="true" />}>
                            Add service
                        </LinkButton>
                    )}
                </PageHead>

                <div className="filters">
                    <div className="chips" role="group" aria-label="Filter by status">
                        <button type="button" className="chip" aria-pressed={!status} onClick={() => setStatus('')}>
                            All <b>{number(summary.data?.total)}</b>
                        </button>
                        {STATUSES.map((s) => (
                            <button key={s} type="button" className={`chip st-${s}`} aria-pressed={status === s} onClick={() => setStatus(status === s ? '' : s)}>
                                <StatusShape status={s} />
                                {statusWord(s)} <b>{number(summary.data?.counts[s] ?? (summary.data ? 0 : null))}</b>
                            </button>
                        ))}
                    </div>
                    <div className="row tools">
                        <Search label="Search services" placeholder="Name or target" value={q} onChange={setQ} />
                        <select className="select" aria-label="Filter by type" value={type} onChange={(e) => setType(e.target.value)}>
                            <option value="">All types</option>
                            {types.data?.items.map((t) => (
                                <option key={t.name} value={t.name}>
                                    {t.title}
                                </option>
                            ))}
                        </select>
                        <select className="select" aria-label="Filter by tag" value={tag} onChange={(e) => setTag(e.target.value)}>
                            <option value="">All tags</option>
                            {tag && !summary.data?.tags.some((t) => t.name === tag) && <option value={tag}>{tag}</option>}
                            {summary.data?.tags.map((t) => (
                                <option key={t.name} value={t.name}>
                                    {t.name} ({t.total})
                                </option>
                            ))}
                        </select>
                        <select className="select" aria-label="Sort" value={sort} onChange={(e) => setSort(e.target.value)}>
                            {SORTS.map(([v, text]) => (
                                <option key={v} value={v}>
                                    {text}
                                </option>
                            ))}
                        </select>
                        <Button icon={<Tags size={14} aria-hidden="true" />} pressed={group === 'tag'} onClick={() => setGroup(group === 'tag' ? '' : 'tag')}>
                            Group by tag
                        </Button>
                        <Button icon={<Rows3 size={14} aria-hidden="true" />} pressed={dense} onClick={() => void setPrefs({ theme: { density: dense ? 'normal' : 'dense' } })}>
                            Dense
                        </Button>
                    </div>
                </div>

                {down && services.data && (
                    <Banner kind="critical">
                        <b>503: monitoring is down.</b> Nothing is being checked; what follows is old. {services.error?.message}
                    </Banner>
                )}
                {down && !services.data ? (
                    <div className="failure" role="alert">
                        <ServerCrash size={28} aria-hidden="true" />
                        <h2>503: monitoring is down</h2>
                        <p>The box answers, but its scheduler does not run, so nothing is being checked and no status can be trusted. It is tried again every {REFRESH_MS / 1000} s.</p>
                        <p className="muted">{services.error?.message}</p>
                        <Button busy={services.isFetching} onClick={() => void services.refetch()}>
                            Retry
                        </Button>
                    </div>
                ) : (
                    <Async
                        query={services}
                        what="The services"
                        skeleton={<GridSkeleton dense={dense} />}
                        empty={
                            filtered && items.length === 0 ? (
                                <Empty
                                    title="No service matches"
                                    icon={<Boxes size={28} aria-hidden="true" />}
                                    actions={
                                        <Button
                                            onClick={() => {
                                                setQ('');
                                                setStatus('');
                                                setType('');
                                                setTag('');
                                            }}
                                        >
                                            Clear the filters
                                        </Button>
                                    }
                                >
                                    Other services are there, but none with these filters.
                                </Empty>
                            ) : (
                                items.length === 0 && <Welcome noWrite={noWrite} template={template} onImport={() => setImporting(true)} />
                            )
                        }
                    >
                        {() => (
                            <>
                                <Grid items={items} total={total} grouped={group === 'tag'} dense={dense} selected={selected} onOpen={open} onEnd={onEnd} />
                                <p className="muted grid-foot" role="status">
                                    {items.length < total ? `${number(items.length)} of ${plural(total, 'service')} read` : plural(total, 'service')}
                                </p>
                                {fresh && <Welcome noWrite={noWrite} template={template} onImport={() => setImporting(true)} />}
                            </>
                        )}
                    </Async>
                )}
            </div>
            {selected && (Detail ? <Detail key={selected} id={selected} onClose={() => setSelected('')} onOpen={open} /> : <aside className="panel detail" aria-busy="true" aria-label="Service" />)}
            {importing && ImportDialog && <ImportDialog onClose={() => setImporting(false)} />}
        </div>
    );
}

function Updated({ at, busy, refresh }: { at: number; busy: boolean; refresh: () => void }) {
    const now = useNow();
    const connection = useConnection();
    return (
        <span className="updated muted" data-testid="last-updated">
            <span className={connection === 'connected' ? 'live-dot on' : 'live-dot'} aria-hidden="true" />
            {connection === 'connected' ? 'Live' : `Every ${REFRESH_MS / 1000} s`}
            {at > 0 && (
                <>
                    {' · updated '}
                    <time dateTime={new Date(at).toISOString()} title={exact(new Date(at).toISOString())}>
                        {relative(new Date(at).toISOString(), now)}
                    </time>
                </>
            )}
            <Button small look="quiet" icon={<RefreshCw size={14} />} label="Refresh" busy={busy} onClick={refresh} />
        </span>
    );
}

function Welcome({ noWrite, template, onImport }: { noWrite: string | false; template: { mutate: () => void; isPending: boolean }; onImport: () => void }) {
    return (
        <Empty
            title="Nothing is watched yet"
            icon={<Satellite size={28} aria-hidden="true" />}
            actions={
                <>
                    {noWrite ? (
                        <Button reason={noWrite}>Add a service</Button>
                    ) : (
                        <LinkButton to="/admin/health/new" look="primary" icon={<Plus size={14} aria-hidden="true" />}>
                            Add a service
                        </LinkButton>
                    )}
                    <Button icon={<Boxes size={14} aria-hidden="true" />} reason={noWrite} busy={template.isPending} onClick={() => template.mutate()}>
                        Add the seven default workers
                    </Button>
                    <Button icon={<Upload size={14} aria-hidden="true" />} reason={noWrite} onClick={onImport}>
                        Import a list
                    </Button>
                </>
            }
        >
            Add a service and its card turns up here within its interval. The template adds the seven workers on ports 9001 to 9007 of this machine; a list is imported from JSON.
        </Empty>
    );
}

function GridSkeleton({ dense }: { dense: boolean }) {
    return (
        <div className="grid-skeleton">
            {Array.from({ length: 12 }, (_, i) => (
                <div key={i} className="skeleton" style={{ height: dense ? 66 : 112 }} />
            ))}
        </div>
    );
}
