/* Adds or edits a service. The form of a type comes from its JSON Schema; it can be tried before it is saved. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FlaskConical, Save } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { ApiError, encode, get, ifMatch, post, put } from '@/api/client';
import type { CheckResult, CheckType, HealthSummary, List, Service, ServiceInput } from '@/api/types';
import { toast } from '@/app/toasts';
import type { PageProps } from '@/routes';
import { Async, Failure, Skeleton } from '@/ui/Async';
import { Button, LinkButton } from '@/ui/Button';
import { CheckResultView } from '@/ui/CheckResultView';
import { CheckField, FormError, NumberField, SelectField, TagsField, TextField, useFieldErrors } from '@/ui/Form';
import { Banner, PageHead, Panel } from '@/ui/Page';
import { SchemaForm } from '@/ui/SchemaForm';
import { forSending } from '@/ui/schema';
import './editor.css';

export default function EditorPage({ params }: PageProps) {
    const id = params.id;
    const types = useQuery({ queryKey: ['services', 'types'], queryFn: () => get<List<CheckType>>('/services/types', { quiet: true }), staleTime: Infinity });
    const service = useQuery({ queryKey: ['services', id, 'edit'], queryFn: () => get<Service>(`/services/${encode(id ?? '')}`, { quiet: true }), enabled: Boolean(id), staleTime: 0, gcTime: 0, refetchOnWindowFocus: false });
    const title = id ? 'Edit service' : 'Add a service';
    if (id && service.isError && !service.data) {
        return (
            <>
                <PageHead title={title} />
                <Failure error={service.error} what="The service" retry={() => void service.refetch()} />
            </>
        );
    }
    return (
        <div className="editor">
            <PageHead title={service.data ? `Edit ${service.data.name}` : title} />
            <Async query={types} what="The check types" skeleton={<Skeleton rows={12} height={32} />}>
                {(t) => (id && !service.data ? <Skeleton rows={12} height={32} /> : <Editor key={service.data?.version ?? 0} types={t.items} service={service.data} reload={() => void service.refetch()} />)}
            </Async>
        </div>
    );
}

interface Draft {
    name: string;
    type: string;
    target: string;
    interval: number | null;
    timeout: number | null;
    failures: number | null;
    recoveries: number | null;
    tags: string[];
    dependsOn: string[];
    enabled: boolean;
    config: Record<string, unknown>;
    workerType: string;
    instance: string;
}

function draftOf(s: Service | undefined, type: CheckType | undefined): Draft {
    return {
        name: s?.name ?? '',
        type: s?.type ?? type?.name ?? '',
        target: s?.target ?? '',
        interval: s?.interval_seconds ?? type?.default_interval_seconds ?? 20,
        timeout: s?.timeout_ms ?? type?.default_timeout_ms ?? 5000,
        failures: s?.failures_before_down ?? 2,
        recoveries: s?.recoveries_before_up ?? 1,
        tags: s?.tags ?? [],
        dependsOn: s?.depends_on ?? [],
        enabled: s?.enabled ?? true,
        config: s?.config ?? {},
        workerType: s?.worker_type ?? '',
        instance: s?.instance_id ?? '',
    };
}

function bodyOf(d: Draft, type: CheckType | undefined): Partial<ServiceInput> {
    return {
        name: d.name.trim(),
        type: d.type,
        ...(type?.target_title ? { target: d.target.trim() } : {}),
        ...(d.interval !== null ? { interval_seconds: d.interval } : {}),
        ...(d.timeout !== null ? { timeout_ms: d.timeout } : {}),
        ...(d.failures !== null ? { failures_before_down: d.failures } : {}),
        ...(d.recoveries !== null ? { recoveries_before_up: d.recoveries } : {}),
        tags: d.tags,
        depends_on: d.dependsOn,
        enabled: d.enabled,
        config: forSending(d.config) as Record<string, unknown>,
        ...(d.type === 'worker' ? { worker_type: d.workerType.trim() || null, instance_id: d.instance.trim() || null } : {}),
    };
}

const SHOWN = ['name', 'type', 'target', 'interval_seconds', 'timeout_ms', 'failures_before_down', 'recoveries_before_up', 'tags', 'depends_on', 'enabled', 'config', 'worker_type', 'instance_id'];

function Editor({ types, service, reload }: { types: CheckType[]; service?: Service; reload: () => void }) {
    const client = useQueryClient();
    const [, navigate] = useLocation();
    const choices = types.filter((t) => t.creatable || t.name === service?.type);
    const [draft, setDraft] = useState(() => draftOf(service, choices.find((t) => t.name === new URLSearchParams(location.search).get('type')) ?? choices[0]));
    const [touched, touch] = useState(false);
    const type = types.find((t) => t.name === draft.type);
    const change = (c: Partial<Draft>) => {
        touch(true);
        setDraft((d) => ({ ...d, ...c }));
    };
    const summary = useQuery({ queryKey: ['health', 'summary'], queryFn: ({ signal }) => get<HealthSummary>('/admin/health/summary', { signal, quiet: true }) });
    const others = useQuery({ queryKey: ['services', 'names'], queryFn: ({ signal }) => get<List<Service>>('/services', { query: { limit: 1000 }, signal, quiet: true }) });
    const names = useMemo(() => new Map((others.data?.items ?? []).map((s) => [s.id, s.name])), [others.data]);

    const test = useMutation({
        mutationFn: () => post<CheckResult>('/services/test', { ...bodyOf(draft, type), name: draft.name.trim() || 'test' }, { quiet: true, query: { service_id: service?.id } }),
    });
    const save = useMutation({
        mutationFn: () => {
            const body = bodyOf(draft, type);
            return service ? put<Service>(`/services/${encode(service.id)}`, body, { headers: ifMatch(service.version), quiet: true }) : post<Service>('/services', body, { quiet: true });
        },
        onSuccess: (s) => {
            touch(false);
            void client.invalidateQueries({ queryKey: ['health'] });
            void client.invalidateQueries({ queryKey: ['services'] });
            toast({ kind: 'ok', title: service ? `${s.name} is saved` : `${s.name} is added`, text: s.enabled ? 'Its first check runs within its interval.' : 'It is paused.' });
            navigate(`/admin/health?service=${encode(s.id)}`);
        },
    });
    useEffect(() => {
        if (!touched) return;
        const warn = (e: BeforeUnloadEvent) => e.preventDefault();
        addEventListener('beforeunload', warn);
        return () => removeEventListener('beforeunload', warn);
    }, [touched]);

    const failed = save.error ?? test.error;
    const error = useFieldErrors(failed);
    const conflict = save.error instanceof ApiError && (save.error.status === 412 || (save.error.status === 409 && save.error.fields.length === 0 && Boolean(service)));
    const timed = type?.polled !== false;
    const properties = Object.keys(type?.schema.properties ?? {}).length;

    return (
        <form
            className="editor-grid"
            noValidate
            onSubmit={(e) => {
                e.preventDefault();
                if (!save.isPending) save.mutate();
            }}
        >
            <div className="stack">
                {conflict && (
                    <Banner kind="warn">
                        Somebody else changed this service meanwhile.{' '}
                        <Button small onClick={reload}>
                            Load their version
                        </Button>
                    </Banner>
                )}
                <Panel title="What is watched">
                    <div className="form-grid">
                        <SelectField
                            label="Type"
                            value={draft.type}
                            disabled={Boolean(service)}
                            error={error('type')}
                            help={type?.doc}
                            onChange={(v) => {
                                const t = types.find((o) => o.name === v);
                                test.reset();
                                change({ type: v, config: {}, interval: t?.default_interval_seconds ?? draft.interval, timeout: t?.default_timeout_ms ?? draft.timeout });
                            }}
                            options={choices.map((t) => [t.name, t.title])}
                        />
                        <TextField label="Name" value={draft.name} onChange={(name) => change({ name })} required autoFocus={!service} error={error('name')} help="As operators call it; unique." maxLength={128} />
                        {type?.target_title && (
                            <div className="wide">
                                <TextField
                                    label={type.target_title}
                                    mono
                                    value={draft.target}
                                    onChange={(target) => change({ target })}
                                    required={type.target_required}
                                    placeholder={type.target_example ?? undefined}
                                    error={error('target')}
                                />
                            </div>
                        )}
                        {draft.type === 'worker' && (
                            <>
                                <TextField label="Worker type" value={draft.workerType} onChange={(workerType) => change({ workerType })} required={false} error={error('worker_type')} />
                                <TextField label="Instance" value={draft.instance} onChange={(instance) => change({ instance })} required={false} error={error('instance_id')} />
                            </>
                        )}
                    </div>
                </Panel>
                <Panel title={timed ? 'When, and when it is down' : 'When it is down'}>
                    <div className="form-grid">
                        <NumberField label="Interval" unit="s" min={1} max={86400} value={draft.interval} onChange={(interval) => change({ interval })} error={error('interval_seconds')} help="1 second to 1 day." />
                        {timed && <NumberField label="Timeout" unit="ms" min={100} max={60000} value={draft.timeout} onChange={(timeout) => change({ timeout })} error={error('timeout_ms')} />}
                        <NumberField label="Failures before down" min={1} max={20} value={draft.failures} onChange={(failures) => change({ failures })} error={error('failures_before_down')} help="In a row; 1 reacts at once." />
                        <NumberField label="Recoveries before up" min={1} max={20} value={draft.recoveries} onChange={(recoveries) => change({ recoveries })} error={error('recoveries_before_up')} />
                    </div>
                </Panel>
                {type && properties > 0 && (
                    <Panel title={`${type.title}: settings`}>
                        <SchemaForm key={type.name} schema={type.schema} value={draft.config} onChange={(config) => change({ config })} path="config" error={error} />
                    </Panel>
                )}
                <Panel title="Order">
                    <div className="form-grid">
                        <TagsField label="Tags" value={draft.tags} onChange={(tags) => change({ tags })} required={false} suggestions={summary.data?.tags.map((t) => t.name)} error={error('tags')} />
                        <TagsField
                            label="Depends on"
                            value={draft.dependsOn.map((d) => names.get(d) ?? d)}
                            onChange={(list) => {
                                const ids = new Map([...names].map(([k, v]) => [v, k]));
                                change({ dependsOn: list.map((n) => ids.get(n) ?? n) });
                            }}
                            required={false}
                            suggestions={[...names].filter(([k]) => k !== service?.id).map(([, n]) => n)}
                            placeholder="Name of a service"
                            help="When one of these is down, this one is marked as affected, and the alert is raised for the cause."
                            error={error('depends_on')}
                        />
                        <CheckField label="Enabled" checked={draft.enabled} onChange={(enabled) => change({ enabled })} help="A paused service is not checked and raises no alert." error={error('enabled')} />
                    </div>
                </Panel>
            </div>
            <div className="editor-side stack">
                <Panel title="Before saving">
                    <div className="stack">
                        <p className="secondary">Runs this check once, as it stands here, and shows what it sees. Nothing is saved.</p>
                        <div>
                            <Button icon={<FlaskConical size={14} aria-hidden="true" />} busy={test.isPending} reason={!timed && 'It reports by itself'} onClick={() => test.mutate()}>
                                Test
                            </Button>
                        </div>
                        {test.data && <CheckResultView result={test.data} />}
                        {!conflict && <FormError error={failed} known={SHOWN} />}
                        {failed instanceof ApiError && failed.fields.length > 0 && (
                            <p className="form-error" role="alert">
                                {failed.fields.length === 1 ? 'One field needs' : `${failed.fields.length} fields need`} another value.
                            </p>
                        )}
                        <div className="row">
                            <Button type="submit" look="primary" icon={<Save size={14} aria-hidden="true" />} busy={save.isPending}>
                                {service ? 'Save' : 'Add service'}
                            </Button>
                            <LinkButton to={service ? `/admin/health?service=${encode(service.id)}` : '/admin/health'}>Cancel</LinkButton>
                        </div>
                    </div>
                </Panel>
            </div>
        </form>
    );
}
