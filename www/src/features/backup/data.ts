/* What the parts of the backup page share. */
export const KEY = ['backups'] as const;
export const SCHEDULE_KEY = ['backup-schedule'] as const;
export const NEEDS = 'Needs the permission to make and restore backups';

export const KINDS: Record<string, string> = {
    manual: 'By hand',
    scheduled: 'Scheduled',
    upload: 'Uploaded',
    pre_migration: 'Before an upgrade',
};

export const contents = (full: boolean) => (full ? 'Full' : 'State');
