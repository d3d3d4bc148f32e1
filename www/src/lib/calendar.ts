/* What few pages need of calendars, in the reader's locale and time zone. */
import { dateFormat, locale, region, toLocalInput } from './format';

/** 0 Sunday, 1 Monday, 6 Saturday. */
export function firstDayOfWeek(): number {
    const named = { sunday: 0, monday: 1, saturday: 6 }[region.first_day_of_week ?? ''];
    if (named !== undefined) return named;
    const l = new Intl.Locale(locale() ?? dateFormat({}).resolvedOptions().locale) as Intl.Locale & { weekInfo?: { firstDay: number }; getWeekInfo?: () => { firstDay: number } };
    return ((l.getWeekInfo?.() ?? l.weekInfo)?.firstDay ?? 1) % 7;
}

/** The other way round of toLocalInput. NaN when it is no time. An hour that a change of the clocks skips is the one after it. */
export function fromLocalInput(text: string): number {
    const wall = Date.parse(`${text}Z`);
    if (Number.isNaN(wall)) return wall;
    const offset = (t: number) => Date.parse(`${toLocalInput(t)}Z`) - Math.floor(t / 60_000) * 60_000;
    const guess = wall - offset(wall);
    return wall - offset(guess);
}
