/*
 * log.h - the program's own log: one line an event on standard error, text or JSON, with the correlation id of the work at hand.
 * Thread-safe; a line is one write(2). Control characters in values are escaped, so that nobody forges a line.
 *
 *   log_info("service state changed", "service", id, "from", "healthy", "to", "unhealthy", NULL);
 */
#ifndef BINNACLE_CORE_LOG_H
#define BINNACLE_CORE_LOG_H
#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
enum log_format { LOG_TEXT, LOG_JSON };

void log_setup(enum log_level min, enum log_format format, int fd);
bool log_level_parse(const char *s, enum log_level *out); /* debug info warn error */
/* Correlation id of this thread's work ("" clears); copied. */
void log_correlation(const char *id);
const char *log_correlation_get(void);

/* message, then key, value pairs of const char *, then NULL. A NULL value prints as "-". */
void log_event(enum log_level level, const char *message, ...) __attribute__((sentinel));
#define log_debug(...) log_event(LOG_DEBUG, __VA_ARGS__)
#define log_info(...)  log_event(LOG_INFO, __VA_ARGS__)
#define log_warn(...)  log_event(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_event(LOG_ERROR, __VA_ARGS__)

/* Whoever wants to keep the lines too (the logs domain): called after the line is written, on the logging thread; must not block or log. */
void log_sink(void (*fn)(void *arg, enum log_level level, const char *line, size_t n), void *arg);

/* Whoever counts what goes wrong: called with each warning and error after its line is written; details are its pairs, `key=value …`, and
 * end with the call. On the logging thread; must not block or log. */
void log_watch(void (*fn)(void *arg, enum log_level level, const char *message, const char *details, const char *correlation), void *arg);

#endif
