/*
 * pattern.c - regular expressions as a small machine whose states are followed side by side (Thompson's construction, after
 * K. Thompson, "Regular Expression Search Algorithm", CACM 11(6), 1968): each byte of the text is looked at once.
 *
 * Pure functions. Always: a compiled pattern has at most PATTERN_SIZE_MAX steps; a search takes at most STEPS_MAX.
 */
#include "core/pattern.h"
#include "core/mem.h"
#include <stdint.h>
#include <string.h>

#define STEPS_MAX    5000000L
#define NESTING_MAX 50
#define REPEAT_MAX  1000

enum op { BYTE, SET, ANY, BEGIN, END, SPLIT, JUMP, MATCH };

struct step {
    enum op op;
    unsigned char byte;
    int x, y; /* SPLIT: both next; JUMP: x; SET: x is the set's index */
};

struct set {
    uint32_t bits[8];
};

struct pattern {
    struct step steps[PATTERN_SIZE_MAX];
    int count;
    struct set *sets;
    int set_count, set_size;
    bool no_case;
};

struct compiler {
    struct pattern *p;
    struct arena *arena;
    const char *start, *at;
    const char *problem;
    int depth;
};

static bool fail(struct compiler *c, const char *problem)
{
    if (!c->problem)
        c->problem = problem;
    return false;
}

static int emit(struct compiler *c, struct step s)
{
    if (c->p->count >= PATTERN_SIZE_MAX) {
        fail(c, "the pattern is too large");
        return 0;
    }
    c->p->steps[c->p->count] = s;
    return c->p->count++;
}

/* Makes room for one step before `at`; jumps within the moved part move along. */
static void insert(struct compiler *c, int at, struct step s)
{
    struct pattern *p = c->p;
    if (p->count >= PATTERN_SIZE_MAX) {
        fail(c, "the pattern is too large");
        return;
    }
    memmove(&p->steps[at + 1], &p->steps[at], (size_t)(p->count - at) * sizeof *p->steps);
    p->count++;
    for (int i = at + 1; i < p->count; i++) {
        if (p->steps[i].op != SPLIT && p->steps[i].op != JUMP)
            continue;
        if (p->steps[i].x >= at)
            p->steps[i].x++;
        if (p->steps[i].op == SPLIT && p->steps[i].y >= at)
            p->steps[i].y++;
    }
    p->steps[at] = s;
}

/* ---- sets of bytes ---- */

static void set_add(struct set *s, int c)
{
    s->bits[c / 32] |= 1u << (c % 32);
}
static bool set_has(const struct set *s, int c)
{
    return s->bits[c / 32] >> (c % 32) & 1;
}

static void set_range(struct set *s, int from, int to)
{
    for (int c = from; c <= to; c++)
        set_add(s, c);
}

static void set_invert(struct set *s)
{
    for (int i = 0; i < 8; i++)
        s->bits[i] = ~s->bits[i];
}

/* \d \w \s into s; false for another letter. Upper case: the complement. */
static bool set_class(struct set *s, char letter)
{
    struct set one = { 0 };
    switch (letter | 32) {
    case 'd':
        set_range(&one, '0', '9');
        break;
    case 'w':
        set_range(&one, '0', '9');
        set_range(&one, 'a', 'z');
        set_range(&one, 'A', 'Z');
        set_add(&one, '_');
        break;
    case 's':
        set_range(&one, '\t', '\r');
        set_add(&one, ' ');
        break;
    default:
        return false;
    }
    if (letter < 'a')
        set_invert(&one);
    for (int i = 0; i < 8; i++)
        s->bits[i] |= one.bits[i];
    return true;
}

static bool set_named(struct set *s, const char *name, size_t n)
{
    static const struct {
        const char *name, *ranges;
    } classes[] = {
        { "alpha", "azAZ" }, { "digit", "09" },      { "alnum", "azAZ09" }, { "upper", "AZ" },
        { "lower", "az" },   { "xdigit", "09afAF" }, { "space", "\t\r  " }, { "punct", "!/:@[`{~" },
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (strlen(classes[i].name) != n || memcmp(classes[i].name, name, n) != 0)
            continue;
        for (const char *r = classes[i].ranges; *r; r += 2)
            set_range(s, r[0], r[1]);
        return true;
    }
    return false;
}

static void emit_set(struct compiler *c, struct set s)
{
    struct pattern *p = c->p;
    if (p->no_case) {
        for (int i = 'a'; i <= 'z'; i++) {
            if (set_has(&s, i))
                set_add(&s, i - 32);
            else if (set_has(&s, i - 32))
                set_add(&s, i);
        }
    }
    if (p->set_count == p->set_size) {
        struct set *more = arena_array(c->arena, (size_t)p->set_size * 2 + 8, sizeof *more);
        if (p->set_count > 0)
            memcpy(more, p->sets, (size_t)p->set_count * sizeof *more);
        p->sets = more;
        p->set_size = p->set_size * 2 + 8;
    }
    p->sets[p->set_count] = s;
    emit(c, (struct step){ .op = SET, .x = p->set_count++ });
}

static void emit_byte(struct compiler *c, unsigned char b)
{
    unsigned char low = b | 32;
    if (c->p->no_case && low >= 'a' && low <= 'z') {
        struct set s = { 0 };
        set_add(&s, b);
        emit_set(c, s);
    } else {
        emit(c, (struct step){ .op = BYTE, .byte = b });
    }
}

/* The byte that an escape stands for; -1 when it is none. c->at is behind the backslash. */
static int escape(struct compiler *c)
{
    char e = *c->at;
    if (!e)
        return -1;
    c->at++;
    if (e == 't')
        return '\t';
    if (e == 'n')
        return '\n';
    if (e == 'r')
        return '\r';
    if ((e >= 'a' && e <= 'z') || (e >= 'A' && e <= 'Z') || (e >= '0' && e <= '9') || (unsigned char)e >= 0x80)
        return -1;
    return (unsigned char)e;
}

static bool bracket(struct compiler *c)
{
    struct set s = { 0 };
    bool invert = *c->at == '^';
    if (invert)
        c->at++;
    for (bool first = true; first || *c->at != ']'; first = false) {
        unsigned char from = (unsigned char)*c->at;
        if (!from)
            return fail(c, "[ is not closed");
        if (from >= 0x80)
            return fail(c, "only ASCII can stand in [ ]");
        if (from == '[' && c->at[1] == ':') {
            const char *end = strstr(c->at + 2, ":]");
            if (!end || !set_named(&s, c->at + 2, (size_t)(end - c->at - 2)))
                return fail(c, "unknown [:class:]");
            c->at = end + 2;
            continue;
        }
        c->at++;
        int low = from;
        if (from == '\\') {
            if (set_class(&s, *c->at)) {
                c->at++;
                continue;
            }
            low = escape(c);
            if (low < 0)
                return fail(c, "unknown escape");
        }
        int high = low;
        if (c->at[0] == '-' && c->at[1] && c->at[1] != ']') {
            c->at++;
            high = (unsigned char)*c->at++;
            if (high == '\\')
                high = escape(c);
            if (high < low || high >= 0x80)
                return fail(c, "a range in [ ] runs backwards or is not ASCII");
        }
        set_range(&s, low, high);
    }
    c->at++;
    if (invert)
        set_invert(&s);
    emit_set(c, s);
    return true;
}

/* ---- the grammar: alternatives of sequences of repeated atoms ---- */

static bool alternatives(struct compiler *c);

static bool atom(struct compiler *c)
{
    char ch = *c->at++;
    switch (ch) {
    case '(':
        if (c->at[0] == '?') {
            if (c->at[1] != ':')
                return fail(c, "only (?: and, at the start, (?i) are known");
            c->at += 2;
        }
        if (++c->depth > NESTING_MAX)
            return fail(c, "nested too deeply");
        if (!alternatives(c))
            return false;
        if (*c->at != ')')
            return fail(c, "( is not closed");
        c->at++;
        c->depth--;
        return true;
    case '[':
        return bracket(c);
    case '.':
        emit(c, (struct step){ .op = ANY });
        return true;
    case '^':
        emit(c, (struct step){ .op = BEGIN });
        return true;
    case '$':
        emit(c, (struct step){ .op = END });
        return true;
    case '*':
    case '+':
    case '?':
    case '{':
        return fail(c, "nothing to repeat");
    case '\\': {
        struct set s = { 0 };
        if (*c->at && set_class(&s, *c->at)) {
            c->at++;
            emit_set(c, s);
            return true;
        }
        int b = escape(c);
        if (b < 0)
            return fail(c, "unknown escape");
        emit_byte(c, (unsigned char)b);
        return true;
    }
    default:
        emit_byte(c, (unsigned char)ch);
        return true;
    }
}

/* {m}, {m,} or {m,n} at c->at, behind the brace; max -1: without end. */
static bool bounds(struct compiler *c, int *min, int *max)
{
    int v[2] = { 0, 0 }, n = 0;
    bool digits = false, open = false;
    for (;; c->at++) {
        char ch = *c->at;
        if (ch >= '0' && ch <= '9') {
            v[n] = v[n] * 10 + (ch - '0');
            digits = true;
            open = false;
            if (v[n] > REPEAT_MAX)
                return fail(c, "more than 1000 repetitions");
        } else if (ch == ',' && n == 0 && digits) {
            n = 1;
            open = true;
        } else if (ch == '}' && digits) {
            c->at++;
            break;
        } else {
            return fail(c, "{ needs {m}, {m,} or {m,n}");
        }
    }
    *min = v[0];
    *max = open ? -1 : n == 0 ? v[0] : v[1];
    return *max < 0 || *min <= *max ? true : fail(c, "{m,n} runs backwards");
}

/* Appends a copy of the steps [from, to). */
static void copy_steps(struct compiler *c, int from, int to)
{
    int shift = c->p->count - from;
    for (int i = from; i < to && !c->problem; i++) {
        struct step s = c->p->steps[i];
        if (s.op == SPLIT || s.op == JUMP)
            s.x += shift;
        if (s.op == SPLIT)
            s.y += shift;
        emit(c, s);
    }
}

static void star(struct compiler *c, int from)
{
    insert(c, from, (struct step){ .op = SPLIT, .x = from + 1, .y = c->p->count + 2 });
    emit(c, (struct step){ .op = JUMP, .x = from });
}

static void maybe(struct compiler *c, int from)
{
    insert(c, from, (struct step){ .op = SPLIT, .x = from + 1, .y = c->p->count + 1 });
}

static bool repeat(struct compiler *c, int from, int min, int max)
{
    int to = c->p->count, length = to - from;
    if (max == 0) {
        c->p->count = from;
        return true;
    }
    struct step *body = arena_memdup(c->arena, &c->p->steps[from], (size_t)length * sizeof *body);
    for (int i = 1; i < min; i++)
        copy_steps(c, from, to);
    if (min == 0) { /* the steps that are there become the first optional ones */
        if (max < 0) {
            star(c, from);
            return !c->problem;
        }
        c->p->count = from;
    }
    int optional = max < 0 ? 1 : max - min;
    for (int i = 0; i < optional && !c->problem; i++) {
        int start = c->p->count;
        for (int k = 0; k < length && !c->problem; k++) {
            struct step s = body[k];
            if (s.op == SPLIT || s.op == JUMP)
                s.x += start - from;
            if (s.op == SPLIT)
                s.y += start - from;
            emit(c, s);
        }
        if (max < 0)
            star(c, start);
        else
            maybe(c, start);
    }
    return !c->problem;
}

static bool sequence(struct compiler *c)
{
    while (*c->at && *c->at != '|' && *c->at != ')') {
        int from = c->p->count;
        if (!atom(c) || c->problem)
            return false;
        for (;;) {
            int min, max;
            if (*c->at == '*')
                min = 0, max = -1, c->at++;
            else if (*c->at == '+')
                min = 1, max = -1, c->at++;
            else if (*c->at == '?')
                min = 0, max = 1, c->at++;
            else if (*c->at == '{') {
                c->at++;
                if (!bounds(c, &min, &max))
                    return false;
            } else
                break;
            if (!repeat(c, from, min, max))
                return false;
        }
    }
    return !c->problem;
}

static bool alternatives(struct compiler *c)
{
    int from = c->p->count;
    if (!sequence(c))
        return false;
    if (*c->at != '|')
        return true;
    c->at++;
    insert(c, from, (struct step){ .op = SPLIT, .x = from + 1, .y = c->p->count + 2 });
    int jump = emit(c, (struct step){ .op = JUMP });
    if (++c->depth > NESTING_MAX)
        return fail(c, "too many alternatives");
    if (!alternatives(c))
        return false;
    c->depth--;
    c->p->steps[jump].x = c->p->count;
    return !c->problem;
}

enum err pattern_compile(struct arena *a, const char *text, struct pattern **out)
{
    struct pattern *p = arena_alloc(a, sizeof *p);
    struct compiler c = { .p = p, .arena = a, .start = text, .at = text };
    *out = NULL;
    if (strncmp(text, "(?i)", 4) == 0) {
        p->no_case = true;
        c.at += 4;
    }
    if (alternatives(&c) && *c.at == ')')
        fail(&c, ") without (");
    if (!c.problem)
        emit(&c, (struct step){ .op = MATCH });
    if (c.problem)
        return err_set(ERR_INVALID, "%s, at character %d", c.problem, (int)(c.at - c.start) + 1);
    *out = p;
    return OK;
}

/* ---- searching ---- */

struct states {
    int count;
    int list[PATTERN_SIZE_MAX];
    unsigned mark[PATTERN_SIZE_MAX]; /* round in which a step was added */
    unsigned round;
};

struct search {
    const struct pattern *p;
    bool at_begin, at_end, matched;
    long steps;
    int stack[PATTERN_SIZE_MAX];
};

/* Adds a step and all that can be reached from it without reading a byte. Each step is added once a round, so the stack cannot overflow. */
static void follow(struct search *r, struct states *s, int first)
{
    int top = 0;
    if (s->mark[first] == s->round)
        return;
    s->mark[first] = s->round;
    r->stack[top++] = first;
    while (top > 0) {
        int i = r->stack[--top], next[2] = { -1, -1 };
        const struct step *t = &r->p->steps[i];
        r->steps++;
        switch (t->op) {
        case JUMP:
            next[0] = t->x;
            break;
        case SPLIT:
            next[0] = t->x;
            next[1] = t->y;
            break;
        case BEGIN:
            if (r->at_begin)
                next[0] = i + 1;
            break;
        case END:
            if (r->at_end)
                next[0] = i + 1;
            break;
        case MATCH:
            r->matched = true;
            break;
        case BYTE:
        case SET:
        case ANY:
            s->list[s->count++] = i;
            break;
        }
        for (int k = 0; k < 2; k++) {
            if (next[k] < 0 || s->mark[next[k]] == s->round)
                continue;
            s->mark[next[k]] = s->round;
            r->stack[top++] = next[k];
        }
    }
}

enum err pattern_search(const struct pattern *p, const char *text, size_t n, bool *found)
{
    struct search *r = mem_alloc(sizeof *r);
    struct states *now = mem_alloc(sizeof *now), *next = mem_alloc(sizeof *next);
    enum err e = OK;
    r->p = p;
    now->round = next->round = 1;
    for (size_t i = 0; i <= n && !r->matched; i++) {
        r->at_begin = i == 0;
        r->at_end = i == n;
        follow(r, now, 0); /* a match may begin anywhere */
        if (r->matched || i == n)
            break;
        unsigned char c = (unsigned char)text[i];
        next->count = 0;
        next->round++;
        r->at_begin = false;
        r->at_end = i + 1 == n;
        for (int k = 0; k < now->count; k++) {
            const struct step *t = &p->steps[now->list[k]];
            bool takes = t->op == BYTE ? t->byte == c : t->op == ANY ? c != '\n' : set_has(&p->sets[t->x], c);
            r->steps++;
            if (takes)
                follow(r, next, now->list[k] + 1);
        }
        if (r->steps > STEPS_MAX) {
            e = err_set(ERR_TOO_LARGE, "the pattern takes too long on this text");
            break;
        }
        struct states *swap = now;
        now = next;
        next = swap;
    }
    *found = e == OK && r->matched;
    mem_free(r);
    mem_free(now);
    mem_free(next);
    return e;
}
