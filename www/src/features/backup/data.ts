/* What the parts of the backup page share. */
import type { Backup } from '@/api/types';

export const KEY = ['backups'] as const;
export const SCHEDULE_KEY = ['backup-schedule'] as const;
export const NEEDS = 'Needs the permission to make and restore backups';

export interface BackupRow extends Backup {
    /** null: the box itself (the schedule, an upgrade). */
    created_by: string | null;
}

export const KINDS: Record<string, string> = {
    manual: 'By hand',
    scheduled: 'Scheduled',
    upload: 'Uploaded',
    pre_migration: 'Before an upgrade',
};

export const contents = (full: boolean) => (full ? 'Full' : 'State');
