/*
 * The shapes of the API that the pages use, by short names. They come from schema.d.ts, which is generated from the box's OpenAPI document
 * (`npm run gen:api`), so a change of the API that a page does not follow fails the build. Only what a schema cannot say is said here.
 */
import type { operations } from './schema';

type Ok = 200 | 201 | 202;
/** The JSON that an operation answers with when it succeeds. */
type Answer<O extends keyof operations> = operations[O] extends { responses: infer R } ? { [S in keyof R & Ok]: R[S] extends { content: { 'application/json': infer J } } ? J : never }[keyof R & Ok] : never;
type Item<O extends keyof operations> = Answer<O> extends { items: (infer T)[] } ? T : never;
/** The JSON that an operation takes. */
type Body<O extends keyof operations> = operations[O] extends { requestBody?: { content: { 'application/json': infer J } } } ? J : never;

export type Tenant = Item<'get_tenants'>;
export type TenantStorage = Answer<'get_tenants_by_id_storage'>;
export type RoleList = Answer<'get_roles'>;
export type Role = RoleList['items'][number];
export type Permission = RoleList['permissions'][number];
export type Place = Item<'get_auth_tenants'>;

export type Status = 'healthy' | 'degraded' | 'unhealthy' | 'unknown' | 'maintenance' | 'paused';
export type Severity = 'info' | 'warning' | 'critical';
export type Counts = Partial<Record<Status, number>>;
/** Whatever a check saw: each type has its own members. */
export type Evidence = Record<string, unknown>;

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

export type Me = Answer<'get_auth_me'>;

export type Health = Item<'get_admin_health_services'>;
type Detail = Answer<'get_admin_health_services_by_id'>;
export type HealthDetail = Omit<Detail, 'evidence' | 'last_failure'> & { evidence: Evidence | null; last_failure: (Omit<NonNullable<Detail['last_failure']>, 'evidence'> & { evidence: Evidence | null }) | null };
export type HealthSummary = Answer<'get_admin_health_summary'>;
type RawHistory = Answer<'get_admin_health_services_by_id_history'>;
export type StateChange = Omit<RawHistory['changes'][number], 'evidence'> & { evidence: Evidence | null };
export type History = Omit<RawHistory, 'changes'> & { changes: StateChange[] };
export type LatencyPoint = Answer<'get_admin_health_services_by_id_latency'>['points'][number];
export type CheckResult = Omit<Answer<'post_services_test'>, 'evidence'> & { evidence: Evidence | null };
export type DependencyMap = Answer<'get_admin_health_dependencies'>;

export type Service = Omit<Answer<'get_services_by_id'>, 'config'> & { config: Record<string, unknown> };
export type ServiceInput = Body<'post_services'>;
export type CheckType = Omit<Item<'get_services_types'>, 'schema'> & { schema: Schema };
export type ImportResult = Answer<'post_services_import'>;
export type Maintenance = Item<'get_services_maintenance'>;

export type WorkersHealth = Answer<'get_ops_workers_health'>;
export type WorkerHealth = WorkersHealth['items'][number];
export type Discovery = Item<'get_ops_workers_discovery'>;

export type Alert = Item<'get_alerts_history'>;
export type AlertStatus = Alert['status'];
export type Delivery = Item<'get_alerts_deliveries'>;
export type AlertDetail = Omit<Answer<'get_alerts_history_by_id'>, 'notifications'> & { notifications: Delivery[] };
export type Channel = Omit<Item<'get_alerts_channels'>, 'config'> & { config: Record<string, unknown> };
export type ChannelType = Omit<Answer<'get_alerts_channels_types'>['items'][number], 'schema'> & { schema: Schema };
export type ChannelTest = Answer<'post_alerts_channels_by_id_test'>;

export type Overview = Answer<'get_ops_overview'>;
export type Activity = Item<'get_ops_activity'>;
export type Vitals = Overview['vitals'];

export type AdminStats = Answer<'get_admin_stats'>;
export type SystemNow = Answer<'get_admin_system'>;
export type SystemHistory = Answer<'get_admin_system_history'>;
export type Figures = SystemNow['figures'];
/** What the live topic `system` says. */
export type FiguresNow = Figures & { at: string; interval_seconds: number };
export type BoxError = Answer<'get_admin_errors'>['items'][number];
export type DetailedHealth = Answer<'get_admin_health_detailed'>;

export type Backup = Item<'get_admin_backup'>;
export type BackupSchedule = Answer<'get_admin_backup_schedule'>;
export type User = Item<'get_users'>;
export type Invitation = Item<'get_invitations'>;
export type InvitationMade = Answer<'post_invitations'>;
export type InvitationLook = Answer<'post_auth_invitation'>;
export type Door = Answer<'get_auth_options'>;
export type Account = Answer<'get_auth_me_account'>;
export type Factor = Answer<'get_auth_me_second_factor'>;
export type SessionRow = Item<'get_auth_me_sessions'>;
export type MailState = Answer<'get_admin_mail'>;
export type MailTest = Answer<'post_admin_mail_test'>;
export type MailItem = Item<'get_admin_mail_outbox'>;
export type Settings = Answer<'get_admin_settings'>;
export type ApiKey = Item<'get_auth_api_keys'> & { key?: string };
export type SsoProvider = Answer<'get_admin_sso_providers_by_id'>;
export type SsoProviders = Answer<'get_admin_sso_providers'>;
export type SsoFound = Answer<'post_admin_sso_providers_test'>;
export type SigningKeys = Answer<'get_admin_signing_keys'>;
export type AuditEntry = Item<'get_audit'>;
export type AuditRow = Answer<'get_audit_by_id'>;
export type AuditChange = AuditEntry['changes'][number];
export type AuditIntegrity = Answer<'get_audit_integrity'>;
export type AuditSink = Omit<Item<'get_audit_sinks'>, 'config'> & { config: Record<string, unknown> };
export type AuditReceipt = Item<'get_audit_receipts'>;
export type AuditVerdict = Answer<'post_audit_heads_check'>;
export type JobRow = Item<'get_jobs'>;
export type JobState = JobRow['state'];
export type Job = Answer<'get_jobs_by_id'>;
export type JobAttempt = Item<'get_jobs_by_id_attempts'>;
export type JobType = Omit<Answer<'get_jobs_types'>['items'][number], 'schema'> & { schema: Schema };
export type JobQueue = Answer<'get_jobs_queues'>['items'][number];
export type JobStats = Answer<'get_jobs_stats'>;
export type JobPreview = Answer<'post_jobs_bulk_preview'>;
export type JobBulk = Answer<'post_jobs_bulk'>;
export type JobSchedule = Item<'get_schedules'>;
export type About = Answer<'get_system_about'>;

/** Every section and preference is there in an answer; the schema cannot say it, since a change may leave any out. */
type Sections = 'theme' | 'accessibility' | 'regional' | 'dashboard' | 'notifications' | 'tour';
type RawPreferences = Answer<'get_preferences'>;
export type Preferences = Omit<RawPreferences, Sections> & { [S in Sections]: Required<RawPreferences[S]> };
export type Notice = Item<'get_inbox'>;
export type NoticeCount = Answer<'get_inbox_summary'>;
export type NoticeKind = Answer<'get_inbox_kinds'>['items'][number];
