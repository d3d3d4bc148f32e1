/*
 * template.h - a webhook's own body: JSON in which strings hold {{path}} placeholders, filled from the standard body
 * ({type, timestamp, alert, service, box}). Because the template is parsed as JSON before anything is filled in, a value can never change
 * its structure.
 *
 *   {"text": "{{alert.severity}}: {{alert.title}}", "tags": "{{alert}}"}
 *
 * A string that is one placeholder and nothing else becomes the value itself, with its type; in any other text the value is written as text
 * (null as nothing, objects and arrays as JSON). Pure.
 */
#ifndef BINNACLE_NOTIFY_TEMPLATE_H
#define BINNACLE_NOTIFY_TEMPLATE_H
#include "core/arena.h"
#include "core/err.h"
#include "core/json.h"

#define TEMPLATE_MAX 16384 /* bytes */

/* OK, or ERR_INVALID with the reason: not JSON, an unclosed placeholder, a path that the standard body does not have. */
MUST_CHECK enum err template_check(struct arena *a, const char *text);
/* Fills in; a path that this body lacks becomes null or nothing. */
MUST_CHECK enum err template_fill(struct arena *a, const char *text, const struct json *body, struct buf *out);

#endif
