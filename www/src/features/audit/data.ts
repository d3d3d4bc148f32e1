/* What the trail's filters are, how they stand in the URL and how the API is asked. Pure. */

export const PRESETS: [string, string, number][] = [
    ['1h', 'Last hour', 3600],
    ['24h', 'Last 24 hours', 86_400],
    ['7d', 'Last 7 days', 7 * 86_400],
    ['30d', 'Last 30 days', 30 * 86_400],
];

export const GROUPS: [string, string][] = [
    ['auth.*', 'Signing in'],
    ['session.*', 'Sessions'],
    ['user.*', 'Users'],
    ['membership.*', 'Memberships'],
    ['role.*', 'Roles'],
    ['tenant.*', 'Tenants'],
    ['api_key.*', 'API keys'],
    ['service.*', 'Services'],
    ['maintenance.*', 'Maintenance'],
    ['alert.*', 'Alerts'],
    ['channel.*', 'Channels'],
    ['backup.*', 'Backups'],
    ['JOB_*', 'Jobs'],
    ['settings.*', 'Settings'],
    ['outgoing.*', 'Outgoing addresses'],
    ['audit*', 'This trail'],
];

export interface Filters {
    q: string;
    action: string;
    actor: string;
    object_type: string;
    object: string;
    request: string;
    result: string;
    time: string;
    from: string;
    to: string;
    scope: string;
}

const local = (v: string): string | undefined => {
    const t = v ? new Date(v) : null;
    return t && !Number.isNaN(t.getTime()) ? t.toISOString() : undefined;
};

/** The API's query for the filters. `now` decides what "last hour" is; it is taken to the minute, so that the list is not asked anew each second. */
export function queryOf(f: Filters, now: number): Record<string, string | undefined> {
    const preset = PRESETS.find(([k]) => k === f.time);
    const minute = Math.floor(now / 60_000) * 60_000;
    return {
        q: f.q || undefined,
        action: f.action || undefined,
        actor: f.actor || undefined,
        object_type: f.object_type || undefined,
        object_id: f.object || undefined,
        request_id: f.request || undefined,
        result: ['ok', 'refused', 'failed'].includes(f.result) ? f.result : undefined,
        from: preset ? new Date(minute - preset[2] * 1000).toISOString() : f.time === 'custom' ? local(f.from) : undefined,
        to: f.time === 'custom' ? local(f.to) : undefined,
        scope: f.scope === 'box' ? 'box' : undefined,
    };
}
