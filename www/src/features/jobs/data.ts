/* What jobs, their filters and their schedules are in words, and how the API is asked. Pure. */
import type { Job, JobAttempt, JobState, JobStats, Schema } from '@/api/types';
import { fromLocalInput } from '@/lib/calendar';

export const STATES: JobState[] = ['SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'];
/** Colour, shape and word of a state; waiting is no warning, so it is grey. */
export const LOOK: Record<JobState, { colour: string; shape: string; word: string }> = {
    SCHEDULED: { colour: 'unknown', shape: 'unknown', word: 'Scheduled' },
    PENDING: { colour: 'unknown', shape: 'maintenance', word: 'Pending' },
    RUNNING: { colour: 'running', shape: 'running', word: 'Running' },
    COMPLETED: { colour: 'ok', shape: 'ok', word: 'Completed' },
    FAILED: { colour: 'failed', shape: 'failed', word: 'Failed' },
    CANCELLED: { colour: 'unknown', shape: 'warn', word: 'Cancelled' },
};

export type Act = 'retry' | 'cancel' | 'run';
export const ACTS: Record<Act, { verb: string; done: string; from: JobState[] }> = {
    retry: { verb: 'Retry', done: 'put back in the queue', from: ['FAILED'] },
    run: { verb: 'Run now', done: 'to run now', from: ['SCHEDULED', 'PENDING'] },
    cancel: { verb: 'Cancel', done: 'cancelled', from: ['SCHEDULED', 'PENDING', 'RUNNING'] },
};
export const allowed = (act: Act, state: JobState) => ACTS[act].from.includes(state);
export const actsOf = (state: JobState) => (Object.keys(ACTS) as Act[]).filter((a) => allowed(a, state));

/** The end of an id is its random part: what people read out. */
export const shortId = (id: string) => id.slice(-8);

/* ---- filters ---- */

export const PRESETS: [string, string, number][] = [
    ['15m', 'Last 15 minutes', 900],
    ['1h', 'Last hour', 3600],
    ['24h', 'Last 24 hours', 86_400],
    ['7d', 'Last 7 days', 7 * 86_400],
];
export const FILTERS = ['type', 'state', 'queue', 'q', 'time', 'from', 'to', 'schedule', 'parent', 'about', 'thing'] as const;
export type Filter = (typeof FILTERS)[number];
export type Filters = Record<Filter, string>;
export type Query = Partial<Record<'type' | 'state' | 'queue' | 'q' | 'from' | 'to' | 'schedule_id' | 'parent_id' | 'subject_type' | 'subject_id', string>>;

export function filtersOf(search: string): Filters {
    const q = new URLSearchParams(search);
    return Object.fromEntries(FILTERS.map((k) => [k, q.get(k) ?? ''])) as Filters;
}

const moment = (v: string): string | undefined => {
    const t = v ? fromLocalInput(v) : NaN;
    return Number.isNaN(t) ? undefined : new Date(t).toISOString();
};

/** The API's query, and the filter of an action on all that match: the same members. `now` decides what "last hour" is, to the minute. */
export function queryOf(f: Filters, now: number): Query {
    const preset = PRESETS.find(([k]) => k === f.time);
    const all: Record<keyof Query, string | undefined> = {
        type: f.type,
        state: STATES.find((s) => s === f.state),
        queue: f.queue,
        q: f.q,
        from: preset ? new Date(Math.floor(now / 60_000) * 60_000 - preset[2] * 1000).toISOString() : f.time === 'custom' ? moment(f.from) : undefined,
        to: f.time === 'custom' ? moment(f.to) : undefined,
        schedule_id: f.schedule,
        parent_id: f.parent,
        subject_type: f.about,
        subject_id: f.thing,
    };
    return Object.fromEntries(Object.entries(all).filter(([, v]) => v)) as Query;
}

/** The filters in words, for a question about all that match; '' when nothing narrows it. */
export function inWords(q: Query): string {
    const words = [
        q.state && LOOK[q.state as JobState].word.toLowerCase(),
        q.type && `of type ${q.type}`,
        q.queue && `in queue ${q.queue}`,
        q.q && `with “${q.q}” in input or error`,
        q.from && q.to ? 'entered within the chosen time' : q.from ? 'entered since the chosen time' : q.to ? 'entered before the chosen time' : '',
        q.schedule_id && 'of one schedule',
        q.parent_id && 'of one parent',
        q.subject_type && `about ${q.subject_type} ${q.subject_id ?? ''}`.trim(),
    ];
    return words.filter(Boolean).join(', ');
}

/** The search of a view that is kept: the filters alone, in one order, so that equal views are equal text. */
export function viewOf(search: string): string {
    const q = new URLSearchParams(search);
    return new URLSearchParams(FILTERS.flatMap((k) => (q.get(k) ? [[k, q.get(k)!]] : []))).toString();
}

/** While a list is held, it ends at the newest row that was shown: what came after is counted, not pushed in. */
export const endOf = (createdAt: string) => new Date(Date.parse(createdAt) + 1).toISOString();
export const earlier = (a: string | undefined, b: string | undefined) => (!a ? b : !b ? a : Date.parse(a) < Date.parse(b) ? a : b);
export const later = (a: string | undefined, b: string | undefined) => (!a ? b : !b ? a : Date.parse(a) > Date.parse(b) ? a : b);

/* ---- one job ---- */

/** Milliseconds from its last start to its end, or until now; null when it never began. */
export function tookMs(j: Pick<Job, 'started_at' | 'finished_at' | 'state'>, now: number): number | null {
    if (!j.started_at) return null;
    const end = j.state === 'RUNNING' ? now : j.finished_at ? Date.parse(j.finished_at) : null;
    return end === null ? null : Math.max(0, end - Date.parse(j.started_at));
}

export interface Moment {
    at: string;
    what: string;
    status: string;
    note?: string;
    /** It is yet to come. */
    ahead?: boolean;
}

export const OUTCOMES: Record<JobAttempt['outcome'], [string, string]> = {
    running: ['running', 'Running'],
    completed: ['ok', 'Completed'],
    failed: ['failed', 'Failed'],
    timed_out: ['failed', 'Timed out'],
    cancelled: ['warn', 'Cancelled'],
    lost: ['failed', 'Lost'],
    interrupted: ['unknown', 'Interrupted'],
    snoozed: ['unknown', 'Snoozed'],
};

/** What happened to a job, oldest first. */
export function timelineOf(j: Job, attempts: JobAttempt[]): Moment[] {
    const out: Moment[] = [{ at: j.created_at, what: 'Entered', status: 'info', note: j.created_by ? `by ${j.created_by}` : j.schedule_id ? 'by its schedule' : undefined }];
    for (const a of [...attempts].sort((x, y) => x.number - y.number)) {
        out.push({ at: a.started_at, what: `Attempt ${a.number} began`, status: 'running', note: a.worker ? `at ${a.worker}` : undefined });
        if (a.finished_at) out.push({ at: a.finished_at, what: `Attempt ${a.number}: ${OUTCOMES[a.outcome][1].toLowerCase()}`, status: OUTCOMES[a.outcome][0], note: a.error ?? undefined });
    }
    if (j.finished_at && (j.state === 'CANCELLED' || j.state === 'FAILED')) out.push({ at: j.finished_at, what: j.state === 'FAILED' ? 'Failed for good' : 'Cancelled', status: LOOK[j.state].colour });
    out.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    if (j.state === 'SCHEDULED' && j.run_at && !j.after) out.push({ at: j.run_at, what: j.attempt ? 'Next attempt' : 'Begins', status: 'unknown', ahead: true });
    return out;
}

/* ---- figures ---- */

/** The history without gaps: one value a step, 0 where nothing ended. */
export function seriesOf(s: Pick<JobStats, 'history' | 'step_seconds'>, hours: number, now: number): { completed: number[]; failed: number[] } {
    const step = s.step_seconds * 1000;
    const n = Math.max(1, Math.round((hours * 3_600_000) / step));
    const last = Math.floor(now / step);
    const completed = new Array<number>(n).fill(0);
    const failed = new Array<number>(n).fill(0);
    for (const p of s.history) {
        const i = n - 1 - (last - Math.floor(Date.parse(p.at) / step));
        if (i < 0 || i >= n) continue;
        completed[i]! += p.completed;
        failed[i]! += p.failed;
    }
    return { completed, failed };
}

/** Of what ended, how much failed; null when nothing did. */
export const failureShare = (completed: number, failed: number) => (completed + failed ? (100 * failed) / (completed + failed) : null);

/* ---- types of outside workers ---- */

export interface FieldDef {
    name: string;
    type: 'string' | 'integer' | 'number' | 'boolean' | 'time' | 'any';
    required?: boolean;
    secret?: boolean;
    doc?: string;
}

/** The fields that a schema was made from, to edit them again. */
export function fieldsOf(schema: Schema): FieldDef[] {
    return Object.entries(schema.properties ?? {}).map(([name, s]) => {
        const type = Array.isArray(s.type) ? s.type.find((t) => t !== 'null') : s.type;
        const kind = s.format === 'date-time' ? 'time' : type === 'string' || type === 'integer' || type === 'number' || type === 'boolean' ? type : 'any';
        return { name, type: kind, ...(schema.required?.includes(name) && { required: true }), ...(s['x-secret'] && { secret: true }), ...(s.description && { doc: s.description }) };
    });
}

/* ---- schedules ---- */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const day = (t: string) => (/^[0-7]$/.test(t) ? Number(t) % 7 : NAMES.indexOf(t.toLowerCase()));
const two = (t: string) => t.padStart(2, '0');

/** The usual cron expressions in words; null for the others, which are shown as they are. */
export function cronWords(cron: string): string | null {
    const [m, h, dom, mon, dow, more] = cron.trim().split(/\s+/);
    if (!m || !h || !dom || !mon || !dow || more || mon !== '*') return null;
    const every = /^\*\/(\d+)$/;
    if (h === '*' && dom === '*' && dow === '*') {
        if (m === '*') return 'every minute';
        const n = every.exec(m)?.[1];
        if (n) return 60 % Number(n) === 0 ? `every ${n} minutes` : null;
        return /^\d+$/.test(m) ? `every hour at :${two(m)}` : null;
    }
    if (!/^\d+$/.test(m)) return null;
    const hours = every.exec(h)?.[1];
    if (hours) return dom === '*' && dow === '*' && 24 % Number(hours) === 0 ? `every ${hours} hours at :${two(m)}` : null;
    if (!/^\d+$/.test(h)) return null;
    const at = `at ${two(h)}:${two(m)}`;
    if (dom === '*' && dow === '*') return `every day ${at}`;
    if (dom === '*') {
        const range = /^(\w+)-(\w+)$/.exec(dow);
        if (range && day(range[1]!) === 1 && day(range[2]!) === 5) return `Monday to Friday ${at}`;
        const list = dow.split(',').map(day);
        return list.every((d) => d >= 0) ? `${list.map((d) => DAYS[d]).join(', ')} ${at}` : null;
    }
    return dow === '*' && /^\d+$/.test(dom) ? `on day ${dom} of the month ${at}` : null;
}

export function everyWords(seconds: number): string {
    for (const [size, word] of [
        [86_400, 'day'],
        [3600, 'hour'],
        [60, 'minute'],
        [1, 'second'],
    ] as const)
        if (seconds % size === 0) return seconds === size ? `every ${word}` : `every ${seconds / size} ${word}s`;
    return `every ${seconds} seconds`;
}
