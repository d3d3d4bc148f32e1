/*
 * clock.c - the system clock, a fake one for tests, and the text forms of time.
 *
 * Threads: any. Calendar arithmetic is the proleptic Gregorian calendar on day numbers (eras of 400 years), so that no
 * function here depends on the time zone or the C library's tables.
 */
#include "core/clock.h"
#include "core/mem.h"
#include <stdatomic.h>
#include <string.h>
#include <time.h>

struct clock {
    bool fake;
    _Atomic int64_t wall, mono;
};

static struct clock system_clock;

struct clock *clock_system(void)
{
    return &system_clock;
}

struct clock *clock_fake(int64_t wall_us, int64_t mono_us)
{
    struct clock *c = mem_alloc(sizeof *c);
    c->fake = true;
    atomic_store(&c->wall, wall_us);
    atomic_store(&c->mono, mono_us);
    return c;
}

void clock_fake_advance(struct clock *c, int64_t us)
{
    atomic_fetch_add(&c->wall, us);
    atomic_fetch_add(&c->mono, us);
}

void clock_fake_jump(struct clock *c, int64_t us)
{
    atomic_fetch_add(&c->wall, us);
}

void clock_fake_free(struct clock *c)
{
    if (c && c->fake)
        mem_free(c);
}

static int64_t read_us(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

int64_t clock_wall_us(struct clock *c)
{
    return c->fake ? atomic_load(&c->wall) : read_us(CLOCK_REALTIME);
}

int64_t clock_mono_us(struct clock *c)
{
    return c->fake ? atomic_load(&c->mono) : read_us(CLOCK_MONOTONIC);
}

struct timespec clock_deadline(int64_t us)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    if (us < 0)
        us = 0;
    int64_t ns = t.tv_nsec + us % US_PER_S * 1000;
    t.tv_sec += (time_t)(us / US_PER_S + ns / 1000000000);
    t.tv_nsec = (long)(ns % 1000000000);
    return t;
}

/* ---- calendar ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b < 0 ? q - 1 : q;
}

/* Day number (0 = 1970-01-01) ↔ year, month 1-12, day 1-31. Years start in March, so that the leap day is the last of its year. */
static int64_t days_from_civil(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = floor_div(y, 400);
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static void civil_from_days(int64_t z, int64_t *year, int *month, int *day)
{
    z += 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = yoe + era * 400 + (*month <= 2);
}

static int days_in_month(int64_t y, int m)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m == 2 && leap ? 29 : days[m - 1];
}

/* ---- text ---- */

#define TIME_MIN_US 0LL
#define TIME_MAX_US 253402300799999999LL /* 9999-12-31T23:59:59.999999Z */

static char *put(char *p, int64_t v, int digits)
{
    for (int i = digits - 1; i >= 0; i--, v /= 10)
        p[i] = (char)('0' + v % 10);
    return p + digits;
}

static char *put_date(char *p, int64_t us)
{
    int64_t y;
    int m, d;
    civil_from_days(floor_div(us, US_PER_DAY), &y, &m, &d);
    p = put(p, y, 4);
    *p++ = '-';
    p = put(p, m, 2);
    *p++ = '-';
    return put(p, d, 2);
}

static int64_t clamp(int64_t us)
{
    return us < TIME_MIN_US ? TIME_MIN_US : us > TIME_MAX_US ? TIME_MAX_US : us;
}

char *time_format(int64_t us, char dst[TIME_TEXT_SIZE])
{
    us = clamp(us);
    int64_t ms = us % US_PER_DAY / US_PER_MS;
    char *p = put_date(dst, us);
    *p++ = 'T';
    p = put(p, ms / 3600000, 2);
    *p++ = ':';
    p = put(p, ms / 60000 % 60, 2);
    *p++ = ':';
    p = put(p, ms / 1000 % 60, 2);
    *p++ = '.';
    p = put(p, ms % 1000, 3);
    *p++ = 'Z';
    *p = '\0';
    return dst;
}

char *time_day_text(int64_t us, char dst[TIME_TEXT_SIZE])
{
    *put_date(dst, clamp(us)) = '\0';
    return dst;
}

int64_t time_day_start(int64_t us)
{
    return floor_div(us, US_PER_DAY) * US_PER_DAY;
}

int64_t time_hour_start(int64_t us)
{
    return floor_div(us, US_PER_HOUR) * US_PER_HOUR;
}

static bool get(const char **s, int digits, int *out)
{
    int v = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*s)[i];
        if (c < '0' || c > '9')
            return false;
        v = v * 10 + (c - '0');
    }
    *s += digits;
    *out = v;
    return true;
}

static bool expect(const char **s, char c)
{
    if (**s != c)
        return false;
    (*s)++;
    return true;
}

bool time_parse(const char *s, int64_t *us)
{
    int y, mo, d, h, mi, sec;
    if (!s || !get(&s, 4, &y) || !expect(&s, '-') || !get(&s, 2, &mo) || !expect(&s, '-') || !get(&s, 2, &d))
        return false;
    if (y < 1970 || mo < 1 || mo > 12 || d < 1 || d > days_in_month(y, mo))
        return false;
    int64_t t = days_from_civil(y, mo, d) * US_PER_DAY;
    if (*s == '\0') {
        *us = t;
        return true;
    }
    if (*s != 'T' && *s != 't' && *s != ' ')
        return false;
    s++;
    if (!get(&s, 2, &h) || !expect(&s, ':') || !get(&s, 2, &mi) || !expect(&s, ':') || !get(&s, 2, &sec))
        return false;
    if (h > 23 || mi > 59 || sec > 60)
        return false;
    if (sec == 60)
        sec = 59; /* a leap second counts as the one before it */
    t += h * US_PER_HOUR + mi * US_PER_MIN + sec * US_PER_S;
    if (*s == '.') {
        s++;
        int64_t unit = US_PER_S / 10;
        if (*s < '0' || *s > '9')
            return false;
        for (int n = 0; *s >= '0' && *s <= '9'; s++, n++) {
            if (n == 18)
                return false;
            t += (*s - '0') * unit; /* beyond microseconds unit is 0: cut, not rounded */
            unit /= 10;
        }
    }
    if (*s == 'Z' || *s == 'z') {
        s++;
    } else if (*s == '+' || *s == '-') {
        int sign = *s++ == '-' ? 1 : -1, oh, om;
        if (!get(&s, 2, &oh) || !expect(&s, ':') || !get(&s, 2, &om) || oh > 23 || om > 59)
            return false;
        t += sign * (oh * US_PER_HOUR + om * US_PER_MIN);
    } else {
        return false;
    }
    if (*s || t < TIME_MIN_US || t > TIME_MAX_US)
        return false;
    *us = t;
    return true;
}

/* ---- cron (the five fields of POSIX crontab, with steps and names as vixie-cron has them) ---- */

struct cron {
    uint64_t minute, hour, day, month, weekday; /* bit sets */
    bool day_any, weekday_any;
};

static const char *const month_names[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", NULL };
static const char *const weekday_names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL };

static bool cron_value(const char **s, int first, const char *const *names, int *out)
{
    if (**s >= '0' && **s <= '9') {
        int v = 0, n = 0;
        for (; **s >= '0' && **s <= '9'; (*s)++, n++) {
            if (n == 3)
                return false;
            v = v * 10 + (**s - '0');
        }
        *out = v;
        return true;
    }
    for (int i = 0; names && names[i]; i++) {
        if (((*s)[0] | 32) == names[i][0] && (*s)[0] && ((*s)[1] | 32) == names[i][1] && (*s)[1] && ((*s)[2] | 32) == names[i][2]) {
            *s += 3;
            *out = first + i;
            return true;
        }
    }
    return false;
}

static bool cron_field(const char **s, int min, int max, int name_first, const char *const *names, uint64_t *set, bool *any)
{
    *set = 0;
    *any = **s == '*';
    for (;;) {
        int from, to, step = 1;
        if (expect(s, '*')) {
            from = min;
            to = max;
        } else {
            if (!cron_value(s, name_first, names, &from))
                return false;
            to = from;
            if (expect(s, '-') && !cron_value(s, name_first, names, &to))
                return false;
            if (**s == '/' && to == from)
                to = max; /* "5/10": from 5 on */
        }
        if (expect(s, '/') && (!cron_value(s, 0, NULL, &step) || step < 1))
            return false;
        if (from < min || to > max || from > to)
            return false;
        for (int i = from; i <= to; i += step)
            *set |= 1ULL << i;
        if (!expect(s, ','))
            return true;
    }
}

static bool cron_gap(const char **s)
{
    if (**s != ' ' && **s != '\t')
        return false;
    while (**s == ' ' || **s == '\t')
        (*s)++;
    return true;
}

static bool cron_parse(const char *s, struct cron *c)
{
    bool any;
    while (*s == ' ' || *s == '\t')
        s++;
    if (!cron_field(&s, 0, 59, 0, NULL, &c->minute, &any) || !cron_gap(&s))
        return false;
    if (!cron_field(&s, 0, 23, 0, NULL, &c->hour, &any) || !cron_gap(&s))
        return false;
    if (!cron_field(&s, 1, 31, 0, NULL, &c->day, &c->day_any) || !cron_gap(&s))
        return false;
    if (!cron_field(&s, 1, 12, 1, month_names, &c->month, &any) || !cron_gap(&s))
        return false;
    if (!cron_field(&s, 0, 7, 0, weekday_names, &c->weekday, &c->weekday_any))
        return false;
    if (c->weekday & (1 << 7))
        c->weekday |= 1; /* 7 is Sunday too */
    while (*s == ' ' || *s == '\t')
        s++;
    return *s == '\0';
}

bool time_cron_next(const char *expr, int64_t after_us, int64_t *next_us)
{
    struct cron c;
    if (!expr || !cron_parse(expr, &c))
        return false;
    int64_t minute = floor_div(after_us, US_PER_MIN) + 1;
    int64_t day = floor_div(minute, 1440);
    int from = (int)(minute - day * 1440);
    /* 29 February can be eight years away (1896-1904); the weekday repeats within 28 (40 across a century) years. */
    for (int64_t last = day + 366 * 41; day <= last; day++, from = 0) {
        int64_t y;
        int m, d;
        civil_from_days(day, &y, &m, &d);
        if (!(c.month >> m & 1))
            continue;
        int weekday = (int)(((day + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
        bool by_day = c.day >> d & 1, by_weekday = c.weekday >> weekday & 1;
        /* Both restricted: either is enough; that is what crontab(5) says. */
        if (!(c.day_any || c.weekday_any ? by_day && by_weekday : by_day || by_weekday))
            continue;
        for (int t = from; t < 1440; t++) {
            if (!(c.hour >> (t / 60) & 1)) {
                t = t / 60 * 60 + 59;
                continue;
            }
            if (c.minute >> (t % 60) & 1) {
                *next_us = (day * 1440 + t) * US_PER_MIN;
                return true;
            }
        }
    }
    return false;
}
