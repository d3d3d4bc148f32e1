/*
 * letter.c - see letter.h. The HTML is a single column with inline styles, since that is what mail programs show alike; nothing is loaded
 * from anywhere.
 */
#include "mail/letter.h"
#include "core/buf.h"
#include "core/str.h"
#include "mail/mime.h"
#include <string.h>

#define LETTER_MAX (64 * 1024)
#define PARAGRAPHS (sizeof((struct mail_letter *)0)->paragraphs / sizeof(char *))

static char *taken(struct arena *a, struct buf *b)
{
    char *text = arena_strndup(a, b->data ? b->data : "", b->len);
    if (b->data)
        crypto_wipe(b->data, b->len);
    buf_free(b);
    return text;
}

char *letter_text(struct arena *a, const struct mail_letter *l)
{
    struct buf b;
    buf_init(&b, LETTER_MAX);
    for (size_t i = 0; i < PARAGRAPHS && l->paragraphs[i]; i++)
        buf_printf(&b, "%s\n\n", l->paragraphs[i]);
    if (l->url)
        buf_printf(&b, "%s:\n%s\n\n", l->action, l->url);
    if (l->note)
        buf_printf(&b, "%s\n\n", l->note);
    buf_puts(&b, "-- \nBinnacle\n");
    return taken(a, &b);
}

char *letter_html(struct arena *a, const struct mail_letter *l)
{
    struct buf b;
    buf_init(&b, LETTER_MAX);
    const char *title = mime_html_escape(a, l->subject);
    buf_printf(&b,
               "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
               "<meta name=\"color-scheme\" content=\"light dark\"><title>%s</title></head>\n"
               "<body style=\"margin:0;padding:24px 12px;background:#eef1f3;color:#12171b;font:15px/23px 'IBM Plex Sans',"
               "'Segoe UI',Helvetica,Arial,sans-serif\">\n"
               "<div style=\"max-width:520px;margin:0 auto\">\n"
               "<p style=\"margin:0 0 12px;font-weight:600;letter-spacing:2px;text-transform:uppercase;color:#3f4b54\">Binnacle</p>\n"
               "<div style=\"background:#ffffff;border:1px solid #c9d1d7;border-left:3px solid #0a629f;padding:24px\">\n"
               "<h1 style=\"margin:0 0 16px;font-size:20px;line-height:28px\">%s</h1>\n",
               title, title);
    for (size_t i = 0; i < PARAGRAPHS && l->paragraphs[i]; i++)
        buf_printf(&b, "<p style=\"margin:0 0 16px\">%s</p>\n", mime_html_escape(a, l->paragraphs[i]));
    if (l->url) {
        const char *url = mime_html_escape(a, l->url);
        buf_printf(&b,
                   "<p style=\"margin:24px 0\"><a href=\"%s\" style=\"display:inline-block;background:#0a629f;color:#ffffff;"
                   "padding:10px 20px;text-decoration:none;font-weight:600;border-radius:2px\">%s</a></p>\n"
                   "<p style=\"margin:0 0 16px;color:#56636d;font-size:13px;line-height:20px\">If the button does nothing, open this "
                   "address:<br><a href=\"%s\" style=\"color:#0a629f;word-break:break-all\">%s</a></p>\n",
                   url, mime_html_escape(a, l->action), url, url);
    }
    if (l->note)
        buf_printf(&b, "<p style=\"margin:0;color:#56636d;font-size:13px;line-height:20px\">%s</p>\n", mime_html_escape(a, l->note));
    buf_puts(&b, "</div>\n</div>\n</body>\n</html>\n");
    return taken(a, &b);
}

char *letter_pack(struct arena *a, const struct mail_letter *l)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, LETTER_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    jo_key(&o, "paragraphs");
    jo_array(&o);
    for (size_t i = 0; i < PARAGRAPHS && l->paragraphs[i]; i++)
        jo_string(&o, l->paragraphs[i]);
    jo_array_end(&o);
    jo_kv_string(&o, "action", l->action);
    jo_kv_string(&o, "url", l->url);
    jo_kv_string(&o, "note", l->note);
    jo_object_end(&o);
    return taken(a, &b);
}

enum err letter_unpack(struct arena *a, const char *text, size_t n, struct mail_letter *l)
{
    struct json *v;
    if (json_parse(a, text, n, &v) != OK)
        return err_set(ERR_CORRUPT, "a waiting mail cannot be read");
    size_t i = 0;
    for (const struct json *p = json_first(json_get(v, "paragraphs")); p && i + 1 < PARAGRAPHS; p = json_next(p))
        l->paragraphs[i++] = json_string(p);
    l->action = json_string(json_get(v, "action"));
    l->url = json_string(json_get(v, "url"));
    l->note = json_string(json_get(v, "note"));
    return OK;
}
