/*
 * prefs_private.h - what the files of prefs/ share.
 */
#ifndef BINNACLE_PREFS_PRIVATE_H
#define BINNACLE_PREFS_PRIVATE_H
#include "prefs/prefs.h"

struct prefs {
    struct prefs_deps d;
};

/* Is it a name of the IANA time zone database? */
bool prefs_zone_known(const char *name);

/* The row of a section; NULL: there is none. */
const struct field *prefs_section(const char *name);
/* The problems that the field table cannot see (a zone that does not exist). Returns how many. */
int prefs_check_meaning(const char *section, const struct json *members, prefs_report report, void *arg);

/* After the commit: the person's other tabs and devices hear it. what: "preferences", "custom" or "widgets". */
void prefs_changed(struct prefs *p, struct tx *tx, const char *user_id, const char *what);

/* Inside a transaction. */
MUST_CHECK enum err prefs_put_tx(struct tx *tx, const struct prefs_owner *who, const char *section, const struct json *members, bool whole,
                                 int64_t version, int64_t now);
MUST_CHECK enum err prefs_custom_put_tx(struct tx *tx, const struct prefs_owner *who, const char *key, const char *value, int64_t version,
                                        int64_t now);
MUST_CHECK enum err prefs_widget_put_tx(struct tx *tx, const struct prefs_owner *who, const struct prefs_widget *in, int64_t now);

#endif
