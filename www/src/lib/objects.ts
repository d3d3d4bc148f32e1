/* Where the things live that rows of the trail and jobs speak of. */

/** The page on which an object lives; null when it has none. */
export function pageOf(type: string, id: string): string | null {
    const at = encodeURIComponent(id);
    switch (type) {
        case 'service':
            return id ? `/admin/health?service=${at}` : '/admin/health';
        case 'alert':
            return `/ops/alerts?alert=${at}`;
        case 'user':
        case 'role':
        case 'membership':
            return '/admin/users';
        case 'api_key':
            return '/admin/api-keys';
        case 'channel':
        case 'delivery':
        case 'outgoing':
            return '/admin/channels';
        case 'backup':
        case 'backup_schedule':
            return '/admin/backup';
        case 'worker_discovery':
            return '/ops/workers';
        case 'maintenance':
            return '/admin/health';
        case 'job':
            return `/admin/jobs?job=${at}`;
        case 'job_schedule':
            return `/admin/jobs/schedules?schedule=${at}`;
        case 'job_type':
        case 'job_queue':
            return '/admin/jobs/queues';
        case 'audit':
        case 'audit_sink':
            return '/admin/audit?tab=integrity';
        default:
            return null;
    }
}
