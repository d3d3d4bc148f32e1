/* The shapes of the API that the pages use. */

export type Status = 'healthy' | 'degraded' | 'unhealthy' | 'unknown' | 'maintenance' | 'paused';
export type Severity = 'info' | 'warning' | 'critical';

export interface List<T> {
    items: T[];
    next_cursor: string | null;
    total?: number;
}

export interface Problem {
    type?: string;
    title: string;
    status: number;
    detail?: string;
    request_id?: string;
    errors?: { field: string; message: string }[];
}

/** JSON Schema as the box writes it (2020-12, the part that field tables use). */
export interface Schema {
    type?: string | string[];
    title?: string;
    description?: string;
    default?: unknown;
    enum?: unknown[];
    examples?: unknown[];
    format?: string;
    properties?: Record<string, Schema>;
    required?: string[];
    additionalProperties?: Schema | boolean;
    items?: Schema;
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
    minItems?: number;
    maxItems?: number;
    pattern?: string;
    readOnly?: boolean;
    writeOnly?: boolean;
    'x-secret'?: boolean;
    'x-multiline'?: boolean;
}

export interface Me {
    user: {
        id: string;
        email: string;
        name: string | null;
        role: string;
        tenant_id: string;
        tenant_name: string;
        permissions: string[];
    };
    csrf_token: string;
    session: { idle_timeout_seconds: number; expires_at: string };
}

export interface ServiceComponent {
    name: string;
    status: Status;
    message?: string | null;
}

export interface Health {
    id: string;
    name: string;
    type: string;
    target: string | null;
    status: Status;
    since: string | null;
    last_check: string | null;
    next_check: string | null;
    latency_ms: number | null;
    uptime_pct: number | null;
    uptime_days: (number | null)[];
    latency_recent: (number | null)[];
    message: string | null;
    tags: string[];
    dependencies: { id: string; name: string; status: Status }[];
    affected_by: { id: string; name: string; status: Status }[];
    components: ServiceComponent[];
    enabled: boolean;
    interval_seconds: number;
}

export type Evidence = Record<string, unknown>;

export interface HealthDetail extends Health {
    evidence: Evidence | null;
    last_failure: { at: string; message: string | null; evidence: Evidence | null } | null;
    consecutive_failures: number;
    timeout_ms: number;
    type_title: string;
    type_doc: string;
    version: number;
}

export type Counts = Partial<Record<Status, number>>;

export interface HealthSummary {
    counts: Counts;
    total: number;
    tags: { name: string; total: number; unhealthy: number }[];
    updated_at: string;
}

export interface HistoryDay {
    date: string;
    uptime_pct: number | null;
    healthy_seconds: number;
    degraded_seconds: number;
    unhealthy_seconds: number;
    maintenance_seconds: number;
    paused_seconds: number;
    unknown_seconds: number;
    checks: number;
    failures: number;
    latency_avg_ms: number | null;
    latency_p95_ms: number | null;
}

export interface StateChange {
    id: string;
    from: Status | null;
    to: Status;
    at: string;
    duration_seconds: number | null;
    ongoing: boolean;
    message: string | null;
    evidence: Evidence | null;
}

export interface History {
    service_id: string;
    days: HistoryDay[];
    changes: StateChange[];
}

export interface LatencyPoint {
    at: string;
    ms: number | null;
    status: Status;
}

export interface CheckResult {
    status: Status;
    checked_at: string;
    latency_ms: number | null;
    message: string | null;
    evidence: Evidence | null;
    components: ServiceComponent[] | null;
}

export interface Service {
    id: string;
    name: string;
    type: string;
    target: string | null;
    interval_seconds: number;
    timeout_ms: number;
    failures_before_down: number;
    recoveries_before_up: number;
    tags: string[];
    depends_on: string[];
    enabled: boolean;
    config: Record<string, unknown>;
    worker_type?: string | null;
    instance_id?: string | null;
    push_url?: string | null;
    version: number;
    created_at: string;
    updated_at: string;
}

export interface ServiceInput {
    name: string;
    type: string;
    target?: string | null;
    interval_seconds: number;
    timeout_ms: number;
    failures_before_down: number;
    recoveries_before_up: number;
    tags: string[];
    depends_on: string[];
    enabled: boolean;
    config: Record<string, unknown>;
    worker_type?: string | null;
    instance_id?: string | null;
}

export interface CheckType {
    name: string;
    title: string;
    doc: string;
    target_title: string | null;
    target_example: string | null;
    target_required: boolean;
    default_interval_seconds: number;
    default_timeout_ms: number;
    polled: boolean;
    creatable: boolean;
    schema: Schema;
}

export interface ImportResult {
    created: number;
    updated: number;
    unchanged: number;
    errors: { index: number; field: string; message: string }[];
}

export interface DependencyMap {
    nodes: { id: string; name: string; type: string; status: Status; affected: boolean }[];
    edges: { from: string; to: string }[];
}

export interface Maintenance {
    id: string;
    service_ids: string[] | null;
    tags: string[] | null;
    reason: string;
    starts_at: string;
    ends_at: string;
    active: boolean;
    created_by: string;
}

export interface WorkerHealth {
    worker_type: string;
    instance_id: string | null;
    service_id: string;
    name: string;
    target: string;
    status: Status;
    since: string;
    age_seconds: number | null;
    stale: boolean;
    consecutive_failures: number;
    discovery_id: string | null;
    last_check: string | null;
    response_time: number | null;
    message: string | null;
    healthz: string | null;
    readyz: string | null;
}

export interface WorkersHealth {
    items: WorkerHealth[];
    summary: Counts & { total: number };
    types: ({ worker_type: string; total: number } & Counts)[];
    cache_ttl_seconds: number;
    generated_at: string;
}

export interface Discovery {
    id: string;
    name: string;
    kind: 'registry' | 'dns_srv';
    url?: string | null;
    srv_name?: string | null;
    server?: string | null;
    interval_seconds: number;
    grace_seconds: number;
    worker_type?: string | null;
    last_run_at: string | null;
    last_error: string | null;
    found: number | null;
}

export type AlertStatus = 'firing' | 'acknowledged' | 'resolved';

export interface Alert {
    id: string;
    alert_type: string;
    severity: Severity;
    status: AlertStatus;
    title: string;
    message: string | null;
    source_type: string;
    source_id: string | null;
    source_name: string | null;
    correlation_id: string;
    cause_alert_id: string | null;
    /** Its cause is still there: it tells nobody by itself. */
    explained: boolean;
    opened_at: string;
    acknowledged_at: string | null;
    acknowledged_by: string | null;
    resolved_at: string | null;
    duration_seconds: number | null;
    affected: { id: string; name: string }[];
    notifications_sent: number;
    notifications_failed: number;
    version: number;
}

export interface AlertEvent {
    at: string;
    event: string;
    /** null: the box itself. */
    actor: string | null;
    note: string;
}

export interface AlertDetail extends Alert {
    notifications: Delivery[];
    events: AlertEvent[];
}

export interface Delivery {
    id: string;
    channel_id: string | null;
    channel_name: string | null;
    alert_id: string | null;
    event: string;
    /** Withdrawn: over, or explained by another alert, before anybody was told. */
    status: 'pending' | 'delivered' | 'dead' | 'withdrawn';
    attempts: number;
    last_duration_ms: number | null;
    next_attempt_at: string | null;
    last_error: string | null;
    last_status_code: number | null;
    created_at: string;
    delivered_at: string | null;
}

export interface Channel {
    id: string;
    name: string;
    channel_type: string;
    config: Record<string, unknown>;
    enabled: boolean;
    /** Why it cannot send, if so. */
    problem: string | null;
    min_severity: Severity;
    send_resolved: boolean;
    version: number;
    created_at: string;
    updated_at: string;
    last_delivery: { at: string; status: string } | null;
}

export interface ChannelType {
    name: string;
    title: string;
    doc: string;
    schema: Schema;
}

export interface ChannelTest {
    success: boolean;
    channel: string;
    message?: string | null;
    error?: string | null;
    status_code: number | null;
    duration_ms: number | null;
}

export interface Overview {
    services: { counts: Counts; total: number };
    workers: { counts: Counts; total: number };
    alerts: { firing: number; acknowledged: number; recent: Alert[] };
    activity: Activity[];
    vitals: Vitals;
    backup: { last_at: string | null; last_ok: boolean | null; proven_at: string | null } | null;
    generated_at: string;
}

export interface Activity {
    id?: string;
    at: string;
    kind: string;
    title: string;
    object_type: string | null;
    object_id: string | null;
    severity: Severity | null;
}

export interface Vitals {
    cpu_pct: number | null;
    load1: number | null;
    memory_used_bytes: number | null;
    memory_total_bytes: number | null;
    rss_bytes: number | null;
    disk_free_bytes: number | null;
    disk_total_bytes: number | null;
    uptime_seconds: number | null;
    db_bytes: number | null;
    wal_bytes: number | null;
    telemetry_bytes: number | null;
    commit_p99_ms: number | null;
    sockets: number | null;
}

export interface Backup {
    id: string;
    kind: 'manual' | 'scheduled' | 'upload' | 'pre_migration';
    full: boolean;
    bytes: number | null;
    status: 'running' | 'ok' | 'failed';
    error: string | null;
    created_at: string;
    finished_at: string | null;
    proven_at: string | null;
    file_name: string | null;
    /** null: the schedule. */
    created_by: string | null;
}

export interface BackupSchedule {
    enabled: boolean;
    at: string;
    keep: number;
    full: boolean;
    next_at?: string | null;
    version?: number;
}

export interface User {
    id: string;
    email: string;
    name: string | null;
    role: string;
    enabled: boolean;
    created_at: string;
    last_login_at: string | null;
    version: number;
}

export interface ApiKey {
    id: string;
    name: string;
    prefix: string;
    key?: string;
    scopes: string[];
    created_at: string;
    expires_at: string | null;
    last_used_at: string | null;
    user_email?: string | null;
}

export interface AuditEntry {
    id: string;
    at: string;
    user_id: string | null;
    user_email: string | null;
    action: string;
    object_type: string | null;
    object_id: string | null;
    before: unknown;
    after: unknown;
    changes: unknown[] | null;
    status: number | string | null;
    request_id: string | null;
    remote: string | null;
}

export interface About {
    version: string;
    build: string | Record<string, unknown>;
    libraries: { name: string; version: string; licence: string }[];
    os: string | Record<string, unknown>;
    started_at: string;
}
