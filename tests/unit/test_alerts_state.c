/* alerts/alerts_state: the life of an alert as a table, severities, types. */
#include "alerts/alerts_state.h"
#include "core/str.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_every_transition(void **state)
{
    (void)state;
    static const struct {
        enum alert_state from;
        enum alert_input input;
        bool ok;
        enum alert_state to;
    } rows[] = {
        { ALERT_NONE, ALERT_FIRE, true, ALERT_FIRING },
        { ALERT_NONE, ALERT_ACKNOWLEDGE, false, 0 },
        { ALERT_NONE, ALERT_UNACKNOWLEDGE, false, 0 },
        { ALERT_NONE, ALERT_RESOLVE, false, 0 },
        { ALERT_FIRING, ALERT_FIRE, true, ALERT_FIRING },
        { ALERT_FIRING, ALERT_ACKNOWLEDGE, true, ALERT_ACKNOWLEDGED },
        { ALERT_FIRING, ALERT_UNACKNOWLEDGE, false, 0 },
        { ALERT_FIRING, ALERT_RESOLVE, true, ALERT_RESOLVED },
        { ALERT_ACKNOWLEDGED, ALERT_FIRE, true, ALERT_ACKNOWLEDGED },
        { ALERT_ACKNOWLEDGED, ALERT_ACKNOWLEDGE, false, 0 },
        { ALERT_ACKNOWLEDGED, ALERT_UNACKNOWLEDGE, true, ALERT_FIRING },
        { ALERT_ACKNOWLEDGED, ALERT_RESOLVE, true, ALERT_RESOLVED },
        { ALERT_RESOLVED, ALERT_FIRE, false, 0 },
        { ALERT_RESOLVED, ALERT_ACKNOWLEDGE, false, 0 },
        { ALERT_RESOLVED, ALERT_UNACKNOWLEDGE, false, 0 },
        { ALERT_RESOLVED, ALERT_RESOLVE, false, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum alert_state next = ALERT_NONE;
        assert_int_equal(alert_next(rows[i].from, rows[i].input, &next), rows[i].ok);
        if (rows[i].ok)
            assert_int_equal(next, rows[i].to);
    }
}

static void test_names_and_severities(void **state)
{
    (void)state;
    for (int s = ALERT_FIRING; s <= ALERT_RESOLVED; s++)
        assert_int_equal(alert_state_parse(alert_state_name((enum alert_state)s)), s);
    assert_int_equal(alert_state_parse("open"), ALERT_NONE);
    assert_true(alert_severity_rank("critical") > alert_severity_rank("warning") &&
                alert_severity_rank("warning") > alert_severity_rank("info"));
    assert_int_equal(alert_severity_rank("fatal"), -1);
    for (size_t i = 0; i < alert_type_count; i++) {
        assert_true(alert_severity_rank(alert_types[i].severity) >= 0);
        assert_ptr_equal(alert_type_find(alert_types[i].name), &alert_types[i]);
    }
    assert_non_null(alert_type_find("WORKER_UNHEALTHY"));
    assert_null(alert_type_find("NOTHING"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "[P10-9.4] [P10-9.5] an alert's life allows exactly these transitions", test_every_transition, NULL, NULL, NULL },
        { "names and severities go both ways", test_names_and_severities, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("alerts_state", tests, NULL, NULL);
}
