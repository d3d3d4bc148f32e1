/*
 * prefs_table.c - the table of preferences: a new one is a row here. Pure.
 */
#include "core/str.h"
#include "prefs/prefs_private.h"
#include <ctype.h>
#include <string.h>

/* clang-format off: rows are read side by side */
#define TEXT(n, t, d, f, ...)                                                                                                              \
    {                                                                                                                                      \
        .name = n, .type = F_STRING, .title = t, .doc = d, .fallback = "\"" f "\"", __VA_ARGS__                                            \
    }
#define ONE_OF(n, t, d, f, of)                                                                                                             \
    {                                                                                                                                      \
        .name = n, .type = F_STRING, .title = t, .doc = d, .fallback = "\"" f "\"", .one_of = of                                           \
    }
#define FLAG(n, t, d, f)                                                                                                                   \
    {                                                                                                                                      \
        .name = n, .type = F_BOOL, .title = t, .doc = d, .fallback = f                                                                     \
    }
#define NUMBER(n, t, d, f, lo, hi)                                                                                                         \
    {                                                                                                                                      \
        .name = n, .type = F_INT, .title = t, .doc = d, .fallback = f, .min = lo, .max = hi                                                \
    }
#define SECTION(n, t, d, of)                                                                                                               \
    {                                                                                                                                      \
        .name = n, .type = F_OBJECT, .title = t, .doc = d, .fields = of                                                                    \
    }

static const char *const themes[] = { "dark", "light", "system", NULL };
static const char *const densities[] = { "normal", "dense", NULL };
static const char *const motions[] = { "system", "reduce", "full", NULL };
static const char *const contrasts[] = { "system", "normal", "high", NULL };
static const char *const sizes[] = { "normal", "large", "larger", NULL };
static const char *const emphases[] = { "normal", "strong", NULL };
static const char *const verbosities[] = { "brief", "normal", "verbose", NULL };
static const char *const time_formats[] = { "locale", "24h", "12h", NULL };
static const char *const date_formats[] = { "locale", "iso", NULL };
static const char *const week_days[] = { "locale", "monday", "sunday", "saturday", NULL };
static const char *const number_formats[] = { "locale", "comma_dot", "dot_comma", "space_comma", "apostrophe_dot", NULL };
static const char *const ranges[] = { "1h", "6h", "24h", "7d", "30d", NULL };
static const char *const toast_choices[] = { "all", "important", "none", NULL };
static const char *const tour_states[] = { "new", "running", "done", "dismissed", NULL };

const char *const prefs_mutable_kinds[PREFS_MUTABLE_KINDS + 1] = { "alert.firing", "alert.resolved",      "work.done", "work.failed",
                                                                   "key.expiring", "invitation.accepted", NULL };
static const struct field kind[] = { { .name = "", .type = F_STRING, .one_of = prefs_mutable_kinds }, { 0 } };

static const struct field theme[] = {
    ONE_OF("theme", "Theme", "Dark, light, or as the operating system says", "dark", themes),
    ONE_OF("density", "Density", "Dense shows more rows and smaller controls", "normal", densities),
    { 0 },
};
static const struct field accessibility[] = {
    ONE_OF("motion", "Motion", "Reduce stops animations and smooth movement", "system", motions),
    ONE_OF("contrast", "Contrast", "High makes text, borders and focus stronger", "system", contrasts),
    ONE_OF("text_size", "Text size", "Everything grows with it", "normal", sizes),
    FLAG("underline_links", "Underline links", "Links can be told from text without colour", "false"),
    ONE_OF("status_emphasis", "Status marks", "Strong draws statuses larger, framed and with a pattern beside the colour", "normal",
           emphases),
    ONE_OF("announcements", "Screen reader announcements", "Brief tells warnings and failures only; verbose tells live changes as well",
           "normal", verbosities),
    FLAG("shortcuts", "Single-key shortcuts", "Keys without Ctrl, such as ? and g h", "true"),
    NUMBER("toast_seconds", "Notices stay (seconds)", "How long a notice in the corner stays; failures stay until they are closed", "6", 3,
           120),
    { 0 },
};
static const struct field regional[] = {
    TEXT("locale", "Language and region", "A BCP 47 tag such as en-GB, or system for the browser's own", "system", .min = 2, .max = 35,
         .example = "\"de-AT\""),
    TEXT("time_zone", "Time zone", "A name of the IANA time zone database such as Europe/Vienna, or system for the browser's own", "system",
         .min = 1, .max = 64, .example = "\"Europe/Vienna\""),
    ONE_OF("time_format", "Clock", "24 hours, 12 hours, or as the region does it", "24h", time_formats),
    ONE_OF("date_format", "Dates", "As the region writes them, or 2026-02-08", "locale", date_formats),
    ONE_OF("first_day_of_week", "First day of the week", "Of calendars and weekly charts", "locale", week_days),
    ONE_OF("number_format", "Numbers", "How thousands and decimals are marked", "locale", number_formats),
    { 0 },
};
static const struct field dashboard[] = {
    TEXT("landing_page", "Landing page", "The path that opens after signing in", "/ops", .min = 1, .max = 200,
         .example = "\"/admin/health\""),
    ONE_OF("time_range", "Default time range", "Of charts and histories that were opened without one", "24h", ranges),
    { 0 },
};
static const struct field notifications[] = {
    ONE_OF("toasts", "Notices in the corner", "Which new notices also appear in the corner", "important", toast_choices),
    FLAG("desktop", "Desktop notifications", "Important ones, while the page is in the background", "false"),
    FLAG("sound", "Sound", "A short tone with important ones", "false"),
    { .name = "muted",
      .type = F_ARRAY,
      .max = PREFS_MUTABLE_KINDS,
      .fields = kind,
      .title = "Muted kinds",
      .doc = "Kinds of notices that are not shown",
      .fallback = "[]" },
    { 0 },
};
static const struct field tour[] = {
    ONE_OF("state", "Tour", "What became of the guided tour", "new", tour_states),
    TEXT("step", "Step", "Where it was left", "", .max = 64),
    { 0 },
};

const struct field prefs_sections[] = {
    SECTION("theme", "Theme", "Colours and density", theme),
    SECTION("accessibility", "Accessibility", "Motion, contrast, size, announcements, shortcuts", accessibility),
    SECTION("regional", "Region", "Language, time zone, and how dates and numbers are written", regional),
    SECTION("dashboard", "Pages", "Where one starts and what is shown at first", dashboard),
    SECTION("notifications", "Notices", "What is told and how", notifications),
    SECTION("tour", "Tour", "The guided tour", tour),
    { 0 },
};
/* clang-format on */

const struct field *prefs_section(const char *name)
{
    for (const struct field *s = prefs_sections; s->name; s++)
        if (str_eq(s->name, name))
            return s;
    return NULL;
}

/* ---- what the field table cannot see ---- */

static const char *bad_zone(const char *s)
{
    return str_eq(s, "system") || prefs_zone_known(s) ? NULL : "is not a time zone of the IANA database";
}

/* The form of RFC 5646 §2.1, loosely: a language of letters, then subtags of 1 to 8 letters and digits. */
static const char *bad_locale(const char *s)
{
    size_t n = 0, part = 0;
    if (str_eq(s, "system"))
        return NULL;
    for (const char *p = s;; p++) {
        if (*p == '-' || *p == '\0') {
            if (n == 0 || n > 8 || (part == 0 && (n < 2 || n > 3)))
                return "is not a language tag such as en-GB";
            if (!*p)
                return NULL;
            n = 0;
            part++;
        } else if (isalpha((unsigned char)*p) || (part > 0 && isdigit((unsigned char)*p))) {
            n++;
        } else {
            return "is not a language tag such as en-GB";
        }
    }
}

/* A path of this box: nothing that a browser would take for another host. */
static const char *bad_path(const char *s)
{
    if (s[0] != '/' || s[1] == '/' || strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.") != strlen(s) ||
        strstr(s, ".."))
        return "is not a path of a page such as /ops";
    return NULL;
}

static const struct {
    const char *section, *name;
    const char *(*problem)(const char *value);
} meanings[] = {
    { "regional", "time_zone", bad_zone },
    { "regional", "locale", bad_locale },
    { "dashboard", "landing_page", bad_path },
};

static int check_section(const char *section, const struct json *members, bool with_name, prefs_report report, void *arg)
{
    int problems = 0;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        const char *v = str_eq(meanings[i].section, section) ? json_string(json_get(members, meanings[i].name)) : NULL;
        const char *why = v ? meanings[i].problem(v) : NULL;
        if (!why)
            continue;
        char path[2 * PREFS_NAME_MAX];
        struct arena *a = arena_new(256);
        str_copy(path, sizeof path, with_name ? arena_printf(a, "%s.%s", section, meanings[i].name) : meanings[i].name);
        arena_free(a);
        if (report)
            report(arg, path, why);
        problems++;
    }
    return problems;
}

int prefs_check_meaning(const char *section, const struct json *members, prefs_report report, void *arg)
{
    if (section)
        return check_section(section, members, false, report, arg);
    int problems = 0;
    for (const struct field *s = prefs_sections; s->name; s++)
        problems += check_section(s->name, json_get(members, s->name), true, report, arg);
    return problems;
}
