/*
 * jobs_zone.c - see jobs_zone.h. Any thread; the table of zones that were read is under its lock, a zone never changes.
 *
 * A file is data from outside: every count and index in it is checked. After its last transition the footer's POSIX rule holds.
 */
#include "jobs/jobs_zone.h"
#include "core/mem.h"
#include "core/str.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ZONE_DIR      "/usr/share/zoneinfo"
#define ZONE_FILE_MAX (64 * 1024)
#define ZONES_MAX     600
#define TIMES_MAX     4096
#define KINDS_MAX     256

struct rule { /* Mm.w.d/time */
    int month, week, day;
    int64_t seconds;
};
struct zone {
    char name[64];
    size_t times, kinds;
    int64_t at[TIMES_MAX];
    unsigned char kind[TIMES_MAX];
    int64_t offset[KINDS_MAX];
    bool has_rule, has_summer;
    int64_t standard, summer; /* seconds east */
    struct rule begins, ends; /* of summer time, local */
};

/* ---- the footer: POSIX TZ, std offset [dst [offset] [,rule,rule]] ---- */

static bool skip_name(const char **s)
{
    const char *p = *s;
    if (*p == '<') {
        while (*p && *p != '>')
            p++;
        if (*p != '>')
            return false;
        *s = p + 1;
        return true;
    }
    while ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'))
        p++;
    bool any = p - *s >= 3;
    *s = p;
    return any;
}

static bool number(const char **s, int64_t max, int64_t *out)
{
    int64_t v = 0;
    int digits = 0;
    for (; **s >= '0' && **s <= '9' && digits < 4; (*s)++, digits++)
        v = v * 10 + (**s - '0');
    *out = v;
    return digits > 0 && v <= max;
}

/* [+-]h[:m[:s]]; RFC 8536 allows hours up to 167. */
static bool seconds_of(const char **s, int64_t *out)
{
    int64_t sign = 1, h, m = 0, sec = 0;
    if (**s == '+' || **s == '-')
        sign = *(*s)++ == '-' ? -1 : 1;
    if (!number(s, 167, &h))
        return false;
    if (**s == ':' && ((*s)++, !number(s, 59, &m)))
        return false;
    if (**s == ':' && ((*s)++, !number(s, 59, &sec)))
        return false;
    *out = sign * (h * 3600 + m * 60 + sec);
    return true;
}

static bool read_rule(const char **s, struct rule *r)
{
    int64_t m, w, d;
    if (**s != ',')
        return false;
    (*s)++;
    if (**s != 'M')
        return false; /* day-of-year rules are in no zone of today */
    (*s)++;
    if (!number(s, 12, &m) || m < 1 || *(*s)++ != '.' || !number(s, 5, &w) || w < 1 || *(*s)++ != '.' || !number(s, 6, &d))
        return false;
    *r = (struct rule){ .month = (int)m, .week = (int)w, .day = (int)d, .seconds = 7200 };
    if (**s == '/') {
        (*s)++;
        return seconds_of(s, &r->seconds);
    }
    return true;
}

static bool read_footer(struct zone *z, const char *s)
{
    int64_t west;
    if (!*s)
        return true; /* none: the last offset holds */
    if (!skip_name(&s) || !seconds_of(&s, &west))
        return false;
    z->has_rule = true;
    z->standard = -west;
    if (!*s)
        return true;
    if (!skip_name(&s))
        return false;
    z->has_summer = true;
    z->summer = z->standard + 3600;
    if (*s && *s != ',') {
        if (!seconds_of(&s, &west))
            return false;
        z->summer = -west;
    }
    return read_rule(&s, &z->begins) && read_rule(&s, &z->ends) && !*s;
}

/* ---- the file ---- */

static int64_t big(const unsigned char *p, int n)
{
    uint64_t v = p[0] & 0x80 ? ~0ULL : 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

enum err zone_parse(const void *data, size_t n, struct zone **out)
{
    const unsigned char *p = data, *end = p + n;
    struct zone *z = mem_alloc(sizeof *z);
    enum err e = err_set(ERR_INVALID, "the time zone's file is damaged");
    for (int part = 0; part < 2; part++) { /* the first part has 32-bit times: skipped */
        if (end - p < 44 || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
            goto out;
        size_t isut = (size_t)big(p + 20, 4), isstd = (size_t)big(p + 24, 4), leaps = (size_t)big(p + 28, 4),
               times = (size_t)big(p + 32, 4), kinds = (size_t)big(p + 36, 4), chars = (size_t)big(p + 40, 4), width = part ? 8 : 4;
        if (isut > KINDS_MAX || isstd > KINDS_MAX || leaps > 1000 || times > TIMES_MAX || kinds < 1 || kinds > KINDS_MAX || chars > 4096)
            goto out;
        p += 44;
        size_t size = times * width + times + kinds * 6 + chars + leaps * (width + 4) + isstd + isut;
        if ((size_t)(end - p) < size)
            goto out;
        if (part) {
            z->times = times;
            z->kinds = kinds;
            for (size_t i = 0; i < times; i++) {
                z->at[i] = big(p + i * 8, 8);
                z->kind[i] = p[times * 8 + i];
                if (z->kind[i] >= kinds || (i && z->at[i] <= z->at[i - 1]))
                    goto out;
            }
            for (size_t i = 0; i < kinds; i++) {
                z->offset[i] = big(p + times * 9 + i * 6, 4);
                if (z->offset[i] < -90000 || z->offset[i] > 90000)
                    goto out;
            }
        }
        p += size;
    }
    const unsigned char *line = p < end && *p == '\n' ? p + 1 : NULL, *stop = line ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    char footer[128];
    if (!stop || (size_t)(stop - line) >= sizeof footer)
        goto out;
    memcpy(footer, line, (size_t)(stop - line));
    footer[stop - line] = '\0';
    if (!read_footer(z, footer))
        goto out;
    *out = z;
    z = NULL;
    e = OK;
out:
    mem_free(z);
    return e;
}

void zone_free(struct zone *z)
{
    mem_free(z);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct zone *known[ZONES_MAX];
static size_t known_count;
static const struct zone utc = { .name = "UTC", .kinds = 1 };

static bool name_sane(const char *s)
{
    size_t n = strlen(s);
    if (n == 0 || n >= sizeof utc.name || *s == '/' || strstr(s, ".."))
        return false;
    for (; *s; s++)
        if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') || strchr("/_+-", *s)))
            return false;
    return true;
}

static enum err read_zone(const char *name, struct zone **out)
{
    char path[160];
    unsigned char *bytes = mem_alloc(ZONE_FILE_MAX);
    snprintf(path, sizeof path, ZONE_DIR "/%s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, bytes, ZONE_FILE_MAX);
    if (fd >= 0)
        close(fd);
    enum err e = n <= 0 ? err_set(ERR_INVALID, "there is no time zone \"%s\" on this machine (its data is in " ZONE_DIR ")", name)
                        : zone_parse(bytes, (size_t)n, out);
    mem_free(bytes);
    return e;
}

enum err zone_get(const char *name, const struct zone **out)
{
    enum err e = OK;
    if (!name || !*name || str_eq(name, "UTC") || str_eq(name, "Etc/UTC")) {
        *out = &utc;
        return OK;
    }
    if (!name_sane(name))
        return err_set(ERR_INVALID, "that is not the name of a time zone, such as Europe/Berlin");
    pthread_mutex_lock(&lock);
    *out = NULL;
    for (size_t i = 0; i < known_count && !*out; i++)
        if (str_eq(known[i]->name, name))
            *out = known[i];
    if (!*out) {
        struct zone *z = NULL;
        e = known_count == ZONES_MAX ? err_set(ERR_BUSY, "too many time zones") : read_zone(name, &z);
        if (e == OK) {
            str_copy(z->name, sizeof z->name, name);
            *out = known[known_count++] = z;
        }
    }
    pthread_mutex_unlock(&lock);
    return e;
}

/* ---- offsets ---- */

/* Seconds since 1970 of the rule's moment in that year, in the local time that holds before it (its offset is `off`). */
static int64_t rule_at(const struct rule *r, int64_t year_start, int year, int64_t off)
{
    static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int64_t first = before[r->month - 1] + (leap && r->month > 2), next = before[r->month] + (leap && r->month >= 2);
    int64_t day = year_start / 86400 + first, weekday = (day + 4) % 7;
    int64_t at = first + (r->day - weekday + 7) % 7 + (r->week - 1) * 7;
    while (at >= next)
        at -= 7;
    return year_start + at * 86400 + r->seconds - off;
}

static int64_t by_rule(const struct zone *z, int64_t s)
{
    char text[TIME_TEXT_SIZE];
    int64_t start, year;
    if (!z->has_summer)
        return z->standard;
    time_day_text((s + z->standard) * US_PER_S, text);
    text[4] = '\0';
    if (!str_to_i64(text, &year))
        return z->standard;
    memcpy(text + 4, "-01-01", 7);
    if (!time_parse(text, &start))
        return z->standard;
    start /= US_PER_S;
    int64_t begin = rule_at(&z->begins, start, (int)year, z->standard), end = rule_at(&z->ends, start, (int)year, z->summer);
    bool summer = begin < end ? s >= begin && s < end : s >= begin || s < end;
    return summer ? z->summer : z->standard;
}

int64_t zone_offset(const struct zone *z, int64_t at_us)
{
    int64_t s = at_us / US_PER_S - (at_us % US_PER_S < 0);
    if (z->times == 0 || s < z->at[0])
        return z->times == 0 && z->has_rule ? by_rule(z, s) : z->offset[0];
    if (s >= z->at[z->times - 1] && z->has_rule)
        return by_rule(z, s);
    size_t lo = 0, hi = z->times; /* at[lo] <= s < at[hi] */
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        if (z->at[mid] <= s)
            lo = mid;
        else
            hi = mid;
    }
    return z->offset[z->kind[lo]];
}

/* The first instant after `from` at which the offset is another one, at most `until`. */
static int64_t change_after(const struct zone *z, int64_t from, int64_t until)
{
    int64_t off = zone_offset(z, from), lo = from, hi = from;
    do {
        lo = hi;
        hi = lo + US_PER_DAY;
        if (lo >= until)
            return until;
    } while (zone_offset(z, hi) == off);
    while (hi - lo > 1) {
        int64_t mid = lo + (hi - lo) / 2;
        if (zone_offset(z, mid) == off)
            lo = mid;
        else
            hi = mid;
    }
    return hi;
}

/* ---- cron ---- */

static bool hour_is_any(const char *expr)
{
    while (*expr == ' ' || *expr == '\t')
        expr++;
    while (*expr && *expr != ' ' && *expr != '\t')
        expr++;
    while (*expr == ' ' || *expr == '\t')
        expr++;
    return *expr == '*';
}

bool zone_cron_next(const struct zone *z, const char *expr, int64_t after_us, int64_t *next_us)
{
    int64_t limit = after_us + 41LL * 366 * US_PER_DAY, from = after_us;
    bool elapsed = expr && hour_is_any(expr);
    int64_t floor = INT64_MIN; /* local times up to here came already, before the clocks were set back */
    /* Just after the clocks were set back: what came in the doubled hour is not due again. */
    int64_t off = zone_offset(z, from), back = zone_offset(z, from - 3 * US_PER_HOUR);
    if (!elapsed && back > off) {
        int64_t change = change_after(z, from - 3 * US_PER_HOUR, from);
        floor = change - 1 + back * US_PER_S;
    }
    int64_t since = from; /* an instant of the stretch with this offset */
    for (int part = 0; part < 200 && from < limit; part++) {
        int64_t local, start = from + off * US_PER_S, change = change_after(z, since, limit);
        if (!elapsed && floor > start)
            start = floor;
        if (!time_cron_next(expr, start, &local))
            return false;
        if (local - off * US_PER_S < change) {
            *next_us = local - off * US_PER_S;
            return true;
        }
        int64_t after = zone_offset(z, change);
        if (change >= limit)
            return false;
        if (!elapsed && after > off && local < change + after * US_PER_S) {
            *next_us = change; /* a time that the clocks jumped over */
            return true;
        }
        floor = after < off ? change - 1 + off * US_PER_S : INT64_MIN;
        since = change;
        from = change - 1; /* a time at the very change counts */
        off = after;
    }
    return false;
}
