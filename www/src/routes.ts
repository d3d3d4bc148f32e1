/*
 * Every page, once: its path, its place in the navigation, who may open it, and how its chunk is loaded.
 * The router, the navigation, the command palette and the shortcuts are made from this table.
 */
import { Activity, Archive, Bell, Braces, Building2, Clock3, Cpu, Fingerprint, Gauge, Inbox, Info, KeyRound, LayoutDashboard, ListChecks, LockKeyhole, type LucideIcon, Mail, Network, ScrollText, Server, SlidersHorizontal, UserCog, UserRound, Users, Webhook } from 'lucide-react';
import type { ComponentType } from 'react';

export interface PageProps {
    params: Record<string, string>;
}
export interface PageModule {
    default: ComponentType<PageProps>;
}
export interface Route {
    path: string;
    /** Also answers to these paths. */
    also?: string[];
    label: string;
    /** A group of the navigation; without one the page is not listed there. */
    group?: 'Operate' | 'Configure' | 'Administer';
    icon: LucideIcon;
    permission: string;
    load: () => Promise<PageModule>;
    /** The letter after `g`. */
    shortcut?: string;
    /** Words that find it in the palette. */
    words?: string;
    /** Keys of the page itself, while it is shown: what they do (usePageKeys in app/shortcuts.ts). */
    keys?: Record<string, string>;
    /** Shown without being signed in. */
    open?: boolean;
}

export const routes: Route[] = [
    { path: '/ops', also: ['/'], label: 'Ops home', group: 'Operate', icon: Gauge, permission: 'ops.read', shortcut: 'o', words: 'overview dashboard vitals', load: () => import('@/features/ops') },
    { path: '/admin/health', label: 'Service health', group: 'Operate', icon: Activity, permission: 'service.read', shortcut: 'h', words: 'services status uptime checks monitor', keys: { n: 'Add a service' }, load: () => import('@/features/health') },
    { path: '/admin/health/dependencies', label: 'Dependencies', group: 'Operate', icon: Network, permission: 'service.read', shortcut: 'd', words: 'graph map propagation', load: () => import('@/features/dependencies') },
    { path: '/admin/health/new', label: 'Add a service', icon: Activity, permission: 'service.write', words: 'create new check import', load: () => import('@/features/service-editor') },
    { path: '/admin/health/:id/edit', label: 'Edit service', icon: Activity, permission: 'service.write', load: () => import('@/features/service-editor') },
    { path: '/ops/workers', label: 'Workers', group: 'Operate', icon: Cpu, permission: 'service.read', shortcut: 'w', words: 'healthz readyz discovery instances', load: () => import('@/features/workers') },
    { path: '/ops/alerts', label: 'Alerts', group: 'Operate', icon: Bell, permission: 'alert.read', shortcut: 'a', words: 'incidents firing acknowledge history', load: () => import('@/features/alerts') },
    { path: '/admin/jobs', label: 'Jobs', group: 'Operate', icon: ListChecks, permission: 'job.read', shortcut: 'q', words: 'background tasks', keys: { n: 'Enter a job' }, load: () => import('@/features/jobs') },
    { path: '/admin/jobs/schedules', label: 'Schedules', group: 'Operate', icon: Clock3, permission: 'job.read', shortcut: 'l', words: 'cron', keys: { n: 'Add a schedule' }, load: () => import('@/features/jobs/schedules') },
    { path: '/admin/jobs/queues', label: 'Queues', group: 'Operate', icon: Inbox, permission: 'job.read', words: 'job types', load: () => import('@/features/jobs/queues') },
    { path: '/admin/channels', label: 'Channels', group: 'Configure', icon: Webhook, permission: 'alert.config', shortcut: 'c', words: 'webhook notifications deliveries dead letters', keys: { n: 'Add a channel' }, load: () => import('@/features/channels') },
    { path: '/admin', label: 'Dashboard', group: 'Administer', icon: LayoutDashboard, permission: 'job.admin', shortcut: 'v', words: 'admin stats queues quick actions', load: () => import('@/features/admin') },
    { path: '/admin/system', label: 'System', group: 'Administer', icon: Server, permission: 'system.read', shortcut: 's', words: 'cpu memory disk throughput errors database charts', load: () => import('@/features/system') },
    { path: '/admin/backup', label: 'Backup', group: 'Administer', icon: Archive, permission: 'backup.read', shortcut: 'b', words: 'restore download schedule', load: () => import('@/features/backup') },
    { path: '/admin/users', label: 'Users', group: 'Administer', icon: Users, permission: 'user.read', shortcut: 'u', words: 'accounts roles invite password', load: () => import('@/features/users') },
    { path: '/admin/roles', label: 'Roles', group: 'Administer', icon: UserCog, permission: 'user.read', shortcut: 'r', words: 'permissions matrix rights rbac', load: () => import('@/features/roles') },
    { path: '/admin/tenants', label: 'Tenants', group: 'Administer', icon: Building2, permission: 'tenant.read', shortcut: 'n', words: 'organisations suspend export delete members', load: () => import('@/features/tenants') },
    { path: '/admin/api-keys', label: 'API keys', group: 'Administer', icon: KeyRound, permission: 'apikey.own', shortcut: 'k', words: 'tokens', load: () => import('@/features/api-keys') },
    { path: '/admin/sign-in', label: 'Sign-in policy', group: 'Administer', icon: LockKeyhole, permission: 'settings.read', words: 'registration second factor totp two factor verify email password policy', load: () => import('@/features/sign-in-policy') },
    { path: '/admin/mail', label: 'Mail', group: 'Administer', icon: Mail, permission: 'mail.manage', shortcut: 'm', words: 'smtp email outbox server test', load: () => import('@/features/mail') },
    { path: '/admin/sso', label: 'Single sign-on', group: 'Administer', icon: Fingerprint, permission: 'sso.read', words: 'oidc openid connect identity provider login keys jwt saml', load: () => import('@/features/sso') },
    { path: '/admin/audit', label: 'Audit', group: 'Administer', icon: ScrollText, permission: 'audit.read', shortcut: 't', words: 'trail log changes who', load: () => import('@/features/audit') },
    { path: '/api/docs/swagger', label: 'API', group: 'Administer', icon: Braces, permission: 'docs.read', shortcut: 'j', words: 'swagger openapi documentation rest try', load: () => import('@/features/api-docs') },
    { path: '/admin/about', label: 'About', group: 'Administer', icon: Info, permission: 'any', shortcut: 'i', words: 'version licences libraries', load: () => import('@/features/about') },
    { path: '/account', label: 'Your account', icon: UserRound, permission: 'any', words: 'profile password second factor sessions email sign out', load: () => import('@/features/account') },
    { path: '/account/preferences', label: 'Preferences', icon: SlidersHorizontal, permission: 'any', shortcut: 'p', words: 'settings options', load: () => import('@/features/preferences') },
    { path: '/login', label: 'Sign in', icon: KeyRound, permission: 'any', open: true, load: () => import('@/features/login') },
    { path: '/sso/callback/:id', label: 'Signing in', icon: KeyRound, permission: 'any', open: true, load: () => import('@/features/sso-callback') },
    { path: '/claim', label: 'Claim this box', icon: KeyRound, permission: 'any', open: true, load: () => import('@/features/claim') },
    { path: '/reset', label: 'New password', icon: KeyRound, permission: 'any', open: true, load: () => import('@/features/reset') },
    { path: '/forgot', label: 'Forgot the password', icon: KeyRound, permission: 'any', open: true, load: () => import('@/features/forgot') },
    { path: '/register', label: 'Create an account', icon: KeyRound, permission: 'any', open: true, load: () => import('@/features/register') },
    { path: '/verify', label: 'Confirm an address', icon: KeyRound, permission: 'any', open: true, load: () => import('@/features/verify') },
    { path: '/invite', label: 'Invitation', icon: KeyRound, permission: 'any', open: true, load: () => import('@/features/invite') },
];

export interface Match {
    route: Route;
    params: Record<string, string>;
}

function matchPattern(pattern: string, path: string): Record<string, string> | null {
    const want = pattern.split('/');
    const have = path.split('/');
    if (want.length !== have.length) return null;
    const params: Record<string, string> = {};
    for (let i = 0; i < want.length; i++) {
        const w = want[i]!;
        const h = have[i]!;
        if (w.startsWith(':')) {
            if (!h) return null;
            try {
                params[w.slice(1)] = decodeURIComponent(h);
            } catch {
                return null;
            }
        } else if (w !== h) return null;
    }
    return params;
}

/** Fixed paths stand before ones with parameters in the table, so the first match is the one. */
export function findRoute(path: string): Match | null {
    const clean = path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
    for (const route of routes) {
        for (const pattern of [route.path, ...(route.also ?? [])]) {
            const params = matchPattern(pattern, clean);
            if (params) return { route, params };
        }
    }
    return null;
}
