/*
 * iam_keys_expiring.c - the owner of an API key hears before it ends: a week before and a day before, once each, by mail and in the inbox.
 *
 * A step of the retention job, on the pool of jobs/. What was told is in the key's row, in the transaction of the notice and of the mail: a
 * restart tells nothing twice and forgets nothing, and a box that was off for the week tells the day alone.
 */
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <string.h>

#define WEEK_US   (7 * US_PER_DAY)
#define ROUND_MAX 200

enum { WARNED_WEEK = 1, WARNED_DAY = 2 };

struct round {
    struct iam *iam;
    int64_t now, told;
};

static enum err tell(struct round *r, struct tx *tx, const struct sql_api_key_expiring_row *k)
{
    struct arena *a = tx_arena(tx);
    struct iam *i = r->iam;
    char at[TIME_TEXT_SIZE];
    bool day = k->expires_at.v < r->now + US_PER_DAY;
    time_format(k->expires_at.v, at);
    const char *when = arena_printf(a, "It ends on %.10s at %.5s UTC. What uses it stops working then.", at, at + 11);
    const char *title = arena_printf(a, day ? "The API key %s ends within a day" : "The API key %s ends soon", k->name);
    enum err e = inbox_post(i->d.inbox, tx,
                            &(struct inbox_notice){ .tenant_id = k->tenant_id,
                                                    .user_id = k->user_id,
                                                    .kind = "key.expiring",
                                                    .severity = "warning",
                                                    .title = title,
                                                    .body = when,
                                                    .object_type = "api_key",
                                                    .object_id = k->id });
    if (!e && i->d.mail && mail_ready(i->d.mail))
        e = letter_post(i, tx,
                        &(struct mail_letter){ .tenant_id = k->tenant_id,
                                               .kind = day ? "key_day" : "key_week",
                                               .to = k->email,
                                               .subject = title,
                                               .paragraphs = { when, "Give it another end, or make a new one for what uses it." },
                                               .action = "API keys",
                                               .url = arena_printf(a, "%s/admin/api-keys", mail_base_url(i->d.mail, a)),
                                               .note = "If nothing uses it any more, do nothing.",
                                               .expires_at = k->expires_at.v });
    if (!e)
        e = sql_api_key_warned(tx, &(struct sql_api_key_warned_in){ .id = k->id, .warned = day ? WARNED_DAY : WARNED_WEEK });
    return e;
}

static enum err write_round(struct tx *tx, void *arg)
{
    struct round *r = arg;
    struct sql_api_key_expiring_row *keys;
    size_t n;
    const struct sql_api_key_expiring_in in = { .now = r->now, .week = r->now + WEEK_US, .day = r->now + US_PER_DAY, .limit = ROUND_MAX };
    enum err e = sql_api_key_expiring(tx_db(tx), tx_arena(tx), &in, &keys, &n);
    for (size_t k = 0; !e && k < n; k++)
        e = tell(r, tx, &keys[k]);
    r->told = (int64_t)n;
    return e;
}

enum err iam_keys_warn(struct iam *i, int64_t *told)
{
    struct round r = { .iam = i, .now = clock_wall_us(i->d.clock) };
    enum err e = OK;
    *told = 0;
    do {
        e = store_write(i->d.store, write_round, &r);
        *told += e ? 0 : r.told;
    } while (!e && r.told == ROUND_MAX);
    return e;
}
