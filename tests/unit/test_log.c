/* Tests of core/log.h and core/metrics.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/clock.h"
#include "core/json.h"
#include "core/log.h"
#include "core/metrics.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char line[128 * 1024];
static int lines;
static void keep(void *arg, enum log_level level, const char *text, size_t n)
{
    (void)arg;
    (void)level;
    lines++;
    memcpy(line, text, n);
    line[n] = '\0';
}

/* What was written to the descriptor since the last call. */
static const char *written(int fd)
{
    static char text[200 * 1024];
    ssize_t n = read(fd, text, sizeof text - 1);
    text[n > 0 ? n : 0] = '\0';
    return text;
}

static char watched[300];
static void watch(void *arg, enum log_level level, const char *message, const char *details, const char *correlation)
{
    (void)arg;
    snprintf(watched, sizeof watched, "%d|%s|%s|%s", (int)level, message, details, correlation);
}

static void lines_cannot_be_forged(void **state)
{
    (void)state;
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    log_setup(LOG_INFO, LOG_TEXT, fd[1]);
    log_sink(keep, NULL);
    log_watch(watch, NULL);
    log_correlation("req-1");
    log_warn("two\nlines", "plain", "abc", "spaced", "a b", "evil", "x\nERROR forged=1", "none", NULL, NULL);
    const char *text = written(fd[0]);
    assert_non_null(strstr(text, " WARN  two lines correlation_id=req-1 plain=abc spaced=\"a b\" evil=\"x\\nERROR forged=1\" none=-\n"));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    assert_int_equal(lines, 1);
    assert_memory_equal(line, text, strlen(text) - 1); /* the sink gets the line without its end */
    assert_string_equal(watched, "2|two\nlines|plain=abc spaced=\"a b\" evil=\"x\\nERROR forged=1\" none=-|req-1");
    log_debug("not shown", NULL);
    assert_int_equal(lines, 1);
    log_setup(LOG_DEBUG, LOG_JSON, fd[1]);
    log_debug("quote\"", "key", "va\x01lue\xFF", NULL);
    text = written(fd[0]);
    struct arena *a = arena_new(0);
    struct json *v;
    assert_int_equal(json_parse(a, text, strlen(text), &v), OK);
    assert_string_equal(json_string(json_get(v, "level")), "debug");
    assert_string_equal(json_string(json_get(v, "message")), "quote\"");
    assert_string_equal(json_string(json_get(v, "correlation_id")), "req-1");
    assert_string_equal(json_string(json_get(v, "key")), "va\x01lue\xEF\xBF\xBD");
    arena_free(a);
    log_correlation("");
    assert_string_equal(log_correlation_get(), "");
    char *huge = malloc(1000001);
    assert_non_null(huge);
    memset(huge, 'x', 1000000);
    huge[1000000] = '\0';
    log_info("cut", "value", huge, NULL);
    assert_non_null(strstr(watched, "two\nlines")); /* warnings and errors alone */
    log_watch(NULL, NULL);
    assert_true(strlen(written(fd[0])) < 5000);
    free(huge);
    enum log_level level;
    assert_true(log_level_parse("warn", &level) && level == LOG_WARN);
    assert_false(log_level_parse("WARN", &level));
    log_sink(NULL, NULL);
    log_setup(LOG_INFO, LOG_TEXT, STDERR_FILENO);
    close(fd[0]);
    close(fd[1]);
}

static double two_and_a_half(void *arg)
{
    (void)arg;
    return 2.5;
}

static void metrics_are_openmetrics(void **state)
{
    (void)state;
    struct metric *a = metric_counter("t_requests", "", "code=\"200\"", "Requests");
    struct metric *g = metric_gauge("t_size_bytes", "bytes", "", "Size");
    struct metric *b = metric_counter("t_requests", "", "code=\"500\"", "Requests"); /* same family, registered later */
    struct metric *h = metric_histogram_seconds("t_wait_seconds", "lane=\"bulk\"", "Wait");
    metric_gauge_fn("t_load", "", "", "Load", two_and_a_half, NULL);
    assert_ptr_equal(metric_counter("t_requests", "", "code=\"200\"", "Requests"), a);
    metric_add(a, 3);
    metric_add(b, 1);
    metric_set(g, -7);
    assert_int_equal(metric_quantile_us(h, 0.99), 0);
    metric_observe_us(h, 50);
    metric_observe_us(h, 100);
    metric_observe_us(h, 101);
    metric_observe_us(h, 90 * US_PER_S);
    struct buf out;
    buf_init(&out, 100000);
    metrics_render(&out);
    assert_non_null(strstr(
        out.data,
        "# TYPE t_requests counter\n# HELP t_requests Requests\nt_requests_total{code=\"200\"} 3\nt_requests_total{code=\"500\"} 1\n"));
    assert_non_null(strstr(out.data, "# TYPE t_size_bytes gauge\n# UNIT t_size_bytes bytes\n# HELP t_size_bytes Size\nt_size_bytes -7\n"));
    assert_non_null(strstr(out.data, "t_load 2.5\n"));
    assert_non_null(
        strstr(out.data, "t_wait_seconds_bucket{lane=\"bulk\",le=\"0.0001\"} 2\nt_wait_seconds_bucket{lane=\"bulk\",le=\"0.00025\"} 3\n"));
    assert_non_null(strstr(out.data, "le=\"60.0\"} 3\nt_wait_seconds_bucket{lane=\"bulk\",le=\"+Inf\"} "
                                     "4\nt_wait_seconds_count{lane=\"bulk\"} 4\nt_wait_seconds_sum{lane=\"bulk\"} 90.000251\n"));
    assert_string_equal(out.data + out.len - 6, "# EOF\n");
    assert_int_equal(metric_quantile_us(h, 0.5), 100);
    assert_int_equal(metric_quantile_us(h, 0.75), 250);
    assert_int_equal(metric_quantile_us(h, 1), 60 * US_PER_S);
    buf_free(&out);
    int64_t counts[METRIC_BUCKETS] = { 0 };
    assert_true(metric_buckets_quantile_us(counts, 0.5) < 0); /* nothing */
    metric_buckets_add(h, counts);
    metric_buckets_add(h, counts);
    assert_true(metric_buckets_quantile_us(counts, 0.25) == 50);  /* two of the four up to 100 */
    assert_true(metric_buckets_quantile_us(counts, 0.625) == 175); /* one of the two up to 250 */
    assert_true(metric_buckets_quantile_us(counts, 1) == 60 * US_PER_S);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(lines_cannot_be_forged), cmocka_unit_test(metrics_are_openmetrics) };
    return cmocka_run_group_tests_name("core: log and metrics", tests, NULL, NULL);
}
