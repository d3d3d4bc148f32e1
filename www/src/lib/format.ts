/* How numbers and times read, in the reader's locale and time zone (setRegional, from the preferences). */

const DASH = '–';

export interface Regional {
    locale: string;
    time_zone: string;
    time_format: string;
    date_format: string;
    first_day_of_week: string;
    number_format: string;
}
export let region: Partial<Regional> = {};
let formats: Intl.NumberFormat[] = [];
let dates = new Map<string, Intl.DateTimeFormat>();
/* A locale that writes numbers in that way. */
const NUMBERS: Record<string, string> = { comma_dot: 'en-GB', dot_comma: 'de-DE', space_comma: 'fr-FR', apostrophe_dot: 'de-CH' };

export function locale(): string | undefined {
    return !region.locale || region.locale === 'system' ? undefined : region.locale;
}
export const timeZone = () => (!region.time_zone || region.time_zone === 'system' ? undefined : region.time_zone);

/** What it says that this browser does not know is left out: it then reads as the browser's own. */
export function setRegional(r: Partial<Regional>): void {
    region = { ...r };
    try {
        new Intl.DateTimeFormat(locale());
    } catch {
        region.locale = 'system';
    }
    try {
        new Intl.DateTimeFormat('en', { timeZone: timeZone() });
    } catch {
        region.time_zone = 'system';
    }
    formats = [];
    dates = new Map();
}

/** A date format in the reader's locale, zone and clock; options may set them otherwise. */
export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = JSON.stringify(options);
    let f = dates.get(key);
    if (!f) {
        const clock: Intl.DateTimeFormatOptions = region.time_format === '12h' ? { hour12: true } : region.time_format === 'locale' ? {} : { hourCycle: 'h23' };
        dates.set(key, (f = new Intl.DateTimeFormat(locale(), { timeZone: timeZone(), ...(options.hour || options.timeStyle ? clock : {}), ...options })));
    }
    return f;
}

/** The wall clock of the reader's zone as `YYYY-MM-DDTHH:MM`, for <input type="datetime-local">. */
export function toLocalInput(at: number): string {
    const parts = new Intl.DateTimeFormat('en-CA', { timeZone: timeZone(), year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at);
    const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '00';
    return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

export function number(n: number | null | undefined, digits = 0): string {
    if (n === null || n === undefined || !Number.isFinite(n)) return DASH;
    return (formats[digits] ??= new Intl.NumberFormat(NUMBERS[region.number_format ?? ''] ?? locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits })).format(n);
}

export function bytes(n: number | null | undefined): string {
    if (n === null || n === undefined || !Number.isFinite(n)) return DASH;
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let i = 0;
    while (Math.abs(n) >= 1024 && i < units.length - 1) {
        n /= 1024;
        i++;
    }
    return `${number(n, i === 0 || n >= 100 ? 0 : 1)} ${units[i]}`;
}

export function ms(n: number | null | undefined): string {
    if (n === null || n === undefined || !Number.isFinite(n)) return DASH;
    if (n < 1) return `${number(n, 2)} ms`;
    if (n < 10) return `${number(n, 1)} ms`;
    if (n < 1000) return `${number(n)} ms`;
    return `${number(n / 1000, n < 10_000 ? 2 : 1)} s`;
}

/** Never rounds up to 100: that would hide an outage. */
export function percent(n: number | null | undefined, digits = 2): string {
    if (n === null || n === undefined || !Number.isFinite(n)) return DASH;
    if (n >= 100) return '100 %';
    const f = 10 ** digits;
    return `${number(Math.floor(n * f) / f, digits)} %`;
}

/** "45 s", "3 min 20 s", "5 h 4 min", "12 d 3 h". */
export function duration(seconds: number | null | undefined): string {
    if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return DASH;
    const s = Math.max(0, Math.round(seconds));
    if (s < 60) return `${s} s`;
    const steps: [number, string, number, string][] = [
        [3600, 'min', 60, 's'],
        [86_400, 'h', 3600, 'min'],
        [Infinity, 'd', 86_400, 'h'],
    ];
    const sizes = [60, 3600, 86_400];
    const i = steps.findIndex(([limit]) => s < limit);
    const [, big, , small] = steps[i]!;
    const size = sizes[i]!;
    const sub = i === 0 ? 1 : sizes[i - 1]!;
    const rest = Math.floor((s % size) / sub);
    return `${Math.floor(s / size)} ${big}${rest ? ` ${rest} ${small}` : ''}`;
}

/** "now", "12 s ago", "in 5 min": one unit is enough at a glance. */
export function relative(at: string | null | undefined, now: number): string {
    if (!at) return 'never';
    const t = Date.parse(at);
    if (Number.isNaN(t)) return DASH;
    const s = Math.round((now - t) / 1000);
    const a = Math.abs(s);
    if (a < 2) return 'now';
    const text = a < 60 ? `${a} s` : a < 3600 ? `${Math.floor(a / 60)} min` : a < 86_400 ? `${Math.floor(a / 3600)} h` : `${Math.floor(a / 86_400)} d`;
    return s > 0 ? `${text} ago` : `in ${text}`;
}

/** The date alone, as the reader writes it. */
export function dateOnly(at: string | number): string {
    return region.date_format === 'iso' ? toLocalInput(typeof at === 'string' ? Date.parse(at) : at).slice(0, 10) : dateFormat({ dateStyle: 'medium' }).format(new Date(at));
}

export function exact(at: string | null | undefined): string {
    if (!at || Number.isNaN(Date.parse(at))) return DASH;
    const d = new Date(at);
    const name = dateFormat({ timeZoneName: 'short' }).formatToParts(d).find((p) => p.type === 'timeZoneName')?.value ?? '';
    const text = region.date_format === 'iso' ? `${dateOnly(at)} ${timeOfDay(at)}` : dateFormat({ dateStyle: 'medium', timeStyle: 'medium' }).format(d);
    return `${text} ${name}`;
}

export function timeOfDay(at: string | number): string {
    return dateFormat({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(typeof at === 'string' ? Date.parse(at) : at);
}

export function plural(n: number, one: string, many = `${one}s`): string {
    return `${number(n)} ${n === 1 ? one : many}`;
}
