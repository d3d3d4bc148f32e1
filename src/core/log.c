/*
 * log.c - one line an event, on one file descriptor, in one write(2).
 *
 * Threads: any; the settings are made before the threads start (log_setup, log_sink). Always: a value cannot start a new line.
 */
#include "core/log.h"
#include "core/buf.h"
#include "core/clock.h"
#include "core/json.h"
#include "core/str.h"
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES  (64 * 1024)
#define VALUE_MAX_BYTES 4096
#define PAIRS_MAX       64

static _Atomic enum log_level min_level = LOG_INFO;
static _Atomic enum log_format line_format = LOG_TEXT;
static _Atomic int line_fd = STDERR_FILENO;
static void (*_Atomic sink_fn)(void *, enum log_level, const char *, size_t);
static void *_Atomic sink_arg;
static void (*_Atomic watch_fn)(void *, enum log_level, const char *, const char *, const char *);
static void *_Atomic watch_arg;
static _Thread_local char correlation[128];

static const char *const level_names[] = { "debug", "info", "warn", "error" };

void log_setup(enum log_level min, enum log_format format, int fd)
{
    atomic_store(&min_level, min);
    atomic_store(&line_format, format);
    atomic_store(&line_fd, fd);
}

bool log_level_parse(const char *s, enum log_level *out)
{
    for (int i = 0; i < 4; i++) {
        if (!str_eq(s, level_names[i]))
            continue;
        *out = (enum log_level)i;
        return true;
    }
    return false;
}

void log_correlation(const char *id)
{
    str_copy(correlation, sizeof correlation, id ? id : "");
}

const char *log_correlation_get(void)
{
    return correlation;
}

void log_sink(void (*fn)(void *arg, enum log_level level, const char *line, size_t n), void *arg)
{
    atomic_store(&sink_arg, arg);
    atomic_store(&sink_fn, fn);
}

void log_watch(void (*fn)(void *arg, enum log_level level, const char *message, const char *details, const char *correlation), void *arg)
{
    atomic_store(&watch_arg, arg);
    atomic_store(&watch_fn, fn);
}

/* As it is when it is one plain word, else quoted with escapes. */
static void text_value(struct json_out *o, const char *s, size_t n)
{
    bool plain = n > 0;
    for (size_t i = 0; i < n && plain; i++) {
        unsigned char c = (unsigned char)s[i];
        plain = c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\';
    }
    if (plain) {
        buf_append(o->buf, s, n);
    } else {
        o->first[0] = true;
        jo_string_n(o, s, n);
    }
}

static void text_pairs(struct buf *b, va_list ap)
{
    struct json_out o;
    jo_init(&o, b);
    const char *key;
    for (int n = 0; n < PAIRS_MAX && (key = va_arg(ap, const char *)) != NULL; n++) {
        const char *value = va_arg(ap, const char *);
        if (!value)
            value = "-";
        buf_putc(b, ' ');
        buf_puts(b, key);
        buf_putc(b, '=');
        text_value(&o, value, strnlen(value, VALUE_MAX_BYTES));
    }
}

static void text_line(struct buf *b, enum log_level level, const char *message, va_list ap)
{
    static const char *const labels[] = { "DEBUG ", "INFO  ", "WARN  ", "ERROR " };
    char when[TIME_TEXT_SIZE];
    struct json_out o;
    jo_init(&o, b);
    buf_puts(b, time_format(clock_wall_us(clock_system()), when));
    buf_putc(b, ' ');
    buf_puts(b, labels[level]);
    for (const char *p = message; *p; p++)
        buf_putc(b, (unsigned char)*p < 0x20 || *p == 0x7F ? ' ' : *p);
    if (correlation[0]) {
        buf_puts(b, " correlation_id=");
        text_value(&o, correlation, strlen(correlation));
    }
    text_pairs(b, ap);
}

static void json_line(struct buf *b, enum log_level level, const char *message, va_list ap)
{
    struct json_out o;
    jo_init(&o, b);
    jo_object(&o);
    jo_kv_time(&o, "timestamp", clock_wall_us(clock_system()));
    jo_kv_string(&o, "level", level_names[level]);
    jo_kv_string(&o, "message", message);
    if (correlation[0])
        jo_kv_string(&o, "correlation_id", correlation);
    const char *key;
    for (int n = 0; n < PAIRS_MAX && (key = va_arg(ap, const char *)) != NULL; n++) {
        const char *value = va_arg(ap, const char *);
        jo_key(&o, key);
        jo_string_n(&o, value ? value : "-", strnlen(value ? value : "-", VALUE_MAX_BYTES));
    }
    jo_object_end(&o);
}

void log_event(enum log_level level, const char *message, ...)
{
    if (level < atomic_load_explicit(&min_level, memory_order_relaxed))
        return;
    int saved = errno;
    struct buf b;
    buf_init(&b, LINE_MAX_BYTES);
    va_list ap;
    va_start(ap, message);
    if (atomic_load(&line_format) == LOG_JSON)
        json_line(&b, level, message, ap);
    else
        text_line(&b, level, message, ap);
    va_end(ap);
    b.overflow = false; /* a line over the bound is cut, not lost */
    if (b.len == b.max)
        b.len--;
    buf_putc(&b, '\n');

    ssize_t r;
    do
        r = write(atomic_load(&line_fd), b.data, b.len);
    while (r < 0 && errno == EINTR);
    void (*fn)(void *, enum log_level, const char *, size_t) = atomic_load(&sink_fn);
    if (fn)
        fn(atomic_load(&sink_arg), level, b.data, b.len - 1);
    void (*watch)(void *, enum log_level, const char *, const char *, const char *) = atomic_load(&watch_fn);
    if (watch && level >= LOG_WARN) {
        buf_clear(&b);
        va_start(ap, message);
        text_pairs(&b, ap);
        va_end(ap);
        watch(atomic_load(&watch_arg), level, message, b.len > 0 ? b.data + 1 : "", correlation);
    }
    buf_free(&b);
    errno = saved;
}
