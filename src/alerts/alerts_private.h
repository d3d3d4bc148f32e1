/*
 * alerts_private.h - what the files of alerts/ share. Not for other domains.
 */
#ifndef BINNACLE_ALERTS_ALERTS_PRIVATE_H
#define BINNACLE_ALERTS_ALERTS_PRIVATE_H
#include "alerts/alerts.h"
#include "core/ids.h"
#include "sql/alerts.h"

struct alerts {
    struct alerts_deps d;
    struct metric *m_opened, *m_resolved;
};

/* One alert in memory: a row of the table, or one about to be written. Strings live in the arena of whoever read it. */
struct alert {
    const char *id, *alert_type, *severity, *status, *title, *message, *source_type, *source_id, *source_name, *source_kind, *source_target,
        *correlation_id, *cause_alert_id, *acknowledged_by;
    bool explained;
    int64_t opened_at, settle_us, version;
    struct sql_int acknowledged_at, resolved_at;
};

/* Every query that reads whole alerts has the same columns. */
#define ALERT_OF_ROW(r)                                                                                                                    \
    ((struct alert){ .id = (r)->id,                                                                                                        \
                     .alert_type = (r)->alert_type,                                                                                        \
                     .severity = (r)->severity,                                                                                            \
                     .status = (r)->status,                                                                                                \
                     .title = (r)->title,                                                                                                  \
                     .message = (r)->message,                                                                                              \
                     .source_type = (r)->source_type,                                                                                      \
                     .source_id = (r)->source_id,                                                                                          \
                     .source_name = (r)->source_name,                                                                                      \
                     .source_kind = (r)->source_kind,                                                                                      \
                     .source_target = (r)->source_target,                                                                                  \
                     .correlation_id = (r)->correlation_id,                                                                                \
                     .cause_alert_id = (r)->cause_alert_id,                                                                                \
                     .acknowledged_by = (r)->acknowledged_by,                                                                              \
                     .explained = (r)->explained != 0,                                                                                     \
                     .opened_at = (r)->opened_at,                                                                                          \
                     .settle_us = (r)->settle_us,                                                                                          \
                     .version = (r)->version,                                                                                              \
                     .acknowledged_at = (r)->acknowledged_at,                                                                              \
                     .resolved_at = (r)->resolved_at })

/* The alert's members inside an object that is open already. now: for the duration of an open one. affected and the numbers of
 * notifications are read through db. */
MUST_CHECK enum err alerts_write_members(struct arena *a, struct db *db, const char *tenant_id, const struct alert *al, int64_t now,
                                         struct json_out *o);

#endif
