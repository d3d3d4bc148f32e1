/* The dependency map: who needs whom, and what a failure reaches. */
import { useQuery } from '@tanstack/react-query';
import { Background, Controls, type Edge, Handle, MarkerType, type Node, type NodeProps, Position, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Network, RefreshCw } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useLocation } from 'wouter';
import { encode, get } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { DependencyMap, Status } from '@/api/types';
import { shownTheme } from '@/app/look';
import { plural } from '@/lib/format';
import { useStore } from '@/lib/store';
import { useUrlState } from '@/lib/url';
import { Async, Empty } from '@/ui/Async';
import { Button, LinkButton } from '@/ui/Button';
import { PageHead } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Ago } from '@/ui/Time';
import { layout } from './layout';
import './dependencies.css';

const KEY = ['health', 'dependencies'] as const;
const LISTENED = [KEY];
const NODE_W = 190;
const NODE_H = 58;

type ServiceNode = Node<{ name: string; type: string; status: Status; affected: boolean }, 'service'>;

function ServiceBox({ data }: NodeProps<ServiceNode>) {
    return (
        <div className={`panel dep st-${data.status}${data.affected ? ' hit' : ''}`}>
            <Handle type="target" position={Position.Left} isConnectable={false} />
            <span className="dep-name truncate" title={data.name}>
                {data.name}
            </span>
            <span className="row tight">
                <StatusMark status={data.status} size={8} />
                {data.affected && <StatusMark status="degraded" word="affected" size={8} />}
            </span>
            <Handle type="source" position={Position.Right} isConnectable={false} />
        </div>
    );
}

const FIT = { maxZoom: 1, padding: 0.1 };
const nodeTypes = { service: ServiceBox };

export default function DependenciesPage() {
    const map = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<DependencyMap>('/admin/health/dependencies', { signal, quiet: true }), refetchInterval: 30_000 });
    useLiveInvalidate('services.state', LISTENED, 500);
    useLiveInvalidate('services.config', LISTENED);
    const [only, setOnly] = useUrlState('show', 'connected');
    return (
        <>
            <PageHead title="Dependencies" sub="An arrow leads from a service to what needs it, so trouble flows with the arrows. A failed service marks what needs it as affected, without hiding their own result; the alert is raised once, for the cause.">
                <span className="row tight muted">
                    updated <Ago at={map.dataUpdatedAt ? new Date(map.dataUpdatedAt).toISOString() : null} />
                    <Button small look="quiet" icon={<RefreshCw size={14} />} label="Refresh" busy={map.isFetching} onClick={() => void map.refetch()} />
                </span>
                <Button pressed={only === 'trouble'} onClick={() => setOnly(only === 'trouble' ? 'connected' : 'trouble')}>
                    Only trouble
                </Button>
                <LinkButton to="/admin/health">Grid</LinkButton>
            </PageHead>
            <Async
                query={map}
                what="The map"
                skeleton={<div className="skeleton dep-map" />}
                empty={
                    map.data?.edges.length === 0 && (
                        <Empty title="No dependencies yet" icon={<Network size={28} aria-hidden="true" />} actions={<LinkButton to="/admin/health">Service health</LinkButton>}>
                            Open a service, edit it, and name what it depends on. Then this map shows how a failure spreads.
                        </Empty>
                    )
                }
            >
                {(d) => (
                    <ReactFlowProvider>
                        <Graph map={d} trouble={only === 'trouble'} />
                    </ReactFlowProvider>
                )}
            </Async>
        </>
    );
}

function Graph({ map, trouble }: { map: DependencyMap; trouble: boolean }) {
    const [, navigate] = useLocation();
    const theme = useStore(shownTheme);
    const { fitView } = useReactFlow();
    const box = useRef<HTMLDivElement>(null);
    const { nodes, edges, alone } = useMemo(() => {
        const bad = new Set(map.nodes.filter((n) => n.affected || n.status === 'unhealthy' || n.status === 'degraded').map((n) => n.id));
        const linked = new Set(map.edges.flatMap((e) => [e.from, e.to]));
        const shown = map.nodes.filter((n) => linked.has(n.id) && (!trouble || bad.has(n.id)));
        const ids = new Set(shown.map((n) => n.id));
        const used = map.edges.filter((e) => ids.has(e.from) && ids.has(e.to));
        const status = new Map(map.nodes.map((n) => [n.id, n]));
        const place = layout(
            shown.map((n) => n.id),
            used.map((e) => [e.to, e.from]),
        );
        return {
            alone: map.nodes.length - linked.size,
            nodes: shown.map((n): ServiceNode => {
                const p = place.get(n.id)!;
                return {
                    id: n.id,
                    type: 'service',
                    position: { x: p.column * (NODE_W + 90), y: p.row * (NODE_H + 22) },
                    data: { name: n.name, type: n.type, status: n.status, affected: n.affected },
                    width: NODE_W,
                    height: NODE_H,
                    ariaLabel: `${n.name}: ${n.status}${n.affected ? ', affected' : ''}`,
                };
            }),
            edges: used.map((e): Edge => {
                const cause = status.get(e.to)!;
                const carries = cause.status === 'unhealthy' || cause.affected;
                return { id: `${e.from}>${e.to}`, source: e.to, target: e.from, className: carries ? 'dep-edge carries' : 'dep-edge', markerEnd: { type: MarkerType.ArrowClosed, color: `var(${carries ? '--critical' : '--control'})` }, focusable: false };
            }),
        };
    }, [map, trouble]);
    /* All of it stays in view when the window or the set of services changes. */
    const shape = nodes.map((n) => n.id).join();
    useEffect(() => {
        const el = box.current;
        if (!el) return;
        const fit = () => void fitView(FIT);
        const seen = new ResizeObserver(() => requestAnimationFrame(fit));
        seen.observe(el);
        return () => seen.disconnect();
    }, [fitView, shape, theme]);
    return (
        <>
            <div ref={box} className="dep-map panel" key={theme} role="region" aria-label="Dependency map">
                <ReactFlow
                    nodes={nodes}
                    edges={edges}
                    nodeTypes={nodeTypes}
                    fitView
                    fitViewOptions={FIT}
                    minZoom={0.1}
                    nodesDraggable={false}
                    nodesConnectable={false}
                    edgesFocusable={false}
                    onlyRenderVisibleElements={nodes.length > 150}
                    proOptions={{ hideAttribution: true }}
                    onNodeClick={(_e, n) => navigate(`/admin/health?service=${encode(n.id)}`)}
                    onKeyDown={(e) => {
                        const id = (e.target as HTMLElement).closest('.react-flow__node')?.getAttribute('data-id');
                        if (id && e.key === 'Enter') navigate(`/admin/health?service=${encode(id)}`);
                    }}
                >
                    <Background color="var(--divider)" gap={24} />
                    <Controls showInteractive={false} />
                </ReactFlow>
            </div>
            <p className="muted">
                {plural(nodes.length, 'service')}, {plural(edges.length, 'dependency', 'dependencies')}
                {alone > 0 && `; ${plural(alone, 'service')} without any ${alone === 1 ? 'is' : 'are'} not drawn`}
            </p>
        </>
    );
}
