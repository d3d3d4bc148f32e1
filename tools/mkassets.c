/*
 * mkassets - turns the built UI into C: one table of the files of a folder and one blob with their contents.
 *
 *   mkassets DIR OUT.c OUT.bin
 *
 * Files are gzipped where that makes them smaller. The output depends on the files' names and contents alone. DIR may be
 * absent: the table is empty then. src/http/assets.h declares what OUT.c defines; OUT.c includes OUT.bin by the assembler's .incbin.
 */
#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { FILES_MAX = 4096, PATH_MAX_LEN = 1024 };
static const size_t FILE_MAX = 64u << 20;

struct file {
    char *path; /* below DIR, with a leading slash */
    size_t offset, len;
    char etag[40];
    bool gzip, immutable;
};

static struct file files[FILES_MAX];
static size_t file_count;

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *fmt, ...)
{
    va_list ap;
    fputs("mkassets: ", stderr);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

static void *must(void *p)
{
    if (p == NULL)
        die("out of memory");
    return p;
}

static const char *type_of(const char *path)
{
    static const struct {
        const char *suffix, *type;
    } types[] = {
        { ".html", "text/html; charset=utf-8" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".mjs", "text/javascript; charset=utf-8" },
        { ".css", "text/css; charset=utf-8" },
        { ".json", "application/json" },
        { ".map", "application/json" },
        { ".webmanifest", "application/manifest+json" },
        { ".svg", "image/svg+xml" },
        { ".png", "image/png" },
        { ".ico", "image/vnd.microsoft.icon" },
        { ".webp", "image/webp" },
        { ".jpg", "image/jpeg" },
        { ".woff2", "font/woff2" },
        { ".woff", "font/woff" },
        { ".wasm", "application/wasm" },
        { ".txt", "text/plain; charset=utf-8" },
    };
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(dot, types[i].suffix) == 0)
            return types[i].type;
    return "application/octet-stream";
}

/* The bundler's names, "name-1a2B3c4D.js" below /assets/: at least eight characters of a URL-safe hash before the suffix. */
static bool is_hashed(const char *path)
{
    const char *dot = strrchr(path, '.');
    const char *dash;

    if (strncmp(path, "/assets/", 8) != 0 || dot == NULL || dot - path < 17)
        return false;
    dash = dot - 9;
    if (*dash != '-')
        return false;
    for (const char *p = dash + 1; p < dot; p++)
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", *p) == NULL)
            return false;
    return true;
}

static void collect(const char *dir, const char *below)
{
    char path[PATH_MAX_LEN];
    struct dirent *e;
    struct stat st;
    DIR *d;

    if ((size_t)snprintf(path, sizeof path, "%s%s", dir, below) >= sizeof path)
        die("%s%s: the path is too long", dir, below);
    d = opendir(path);
    if (d == NULL) {
        if (errno == ENOENT && below[0] == '\0')
            return;
        die("%s: %s", path, strerror(errno));
    }
    while ((e = readdir(d)) != NULL) {
        char name[PATH_MAX_LEN];

        if (e->d_name[0] == '.')
            continue;
        if ((size_t)snprintf(name, sizeof name, "%s/%s", below, e->d_name) >= sizeof name ||
            (size_t)snprintf(path, sizeof path, "%s%s", dir, name) >= sizeof path)
            die("%s%s: the path is too long", dir, below);
        if (strpbrk(name, "\"\\\n\r") != NULL)
            die("%s: a file of the UI may not be called so", name);
        if (stat(path, &st) != 0)
            die("%s: %s", path, strerror(errno));
        if (S_ISDIR(st.st_mode)) {
            collect(dir, name);
        } else if (S_ISREG(st.st_mode)) {
            if (file_count == FILES_MAX)
                die("more than %d files", FILES_MAX);
            files[file_count++].path = must(strdup(name));
        }
    }
    closedir(d);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static unsigned char *read_all(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    unsigned char *p;

    if (f == NULL || fstat(fileno(f), &st) != 0)
        die("%s: %s", path, strerror(errno));
    if (st.st_size < 0 || (size_t)st.st_size > FILE_MAX)
        die("%s: larger than %zu bytes", path, FILE_MAX);
    *len = (size_t)st.st_size;
    p = must(malloc(*len + 1));
    if (fread(p, 1, *len, f) != *len)
        die("%s: cannot be read", path);
    fclose(f);
    return p;
}

/* A gzip stream without name and time. NULL when it would not be at least a tenth smaller. */
static unsigned char *compress_gzip(const unsigned char *p, size_t n, size_t *out_len)
{
    z_stream z = { 0 };
    gz_header head = { 0 };
    unsigned char *out;
    size_t room;

    head.os = 255; /* unknown: the same bytes on every system */
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK || deflateSetHeader(&z, &head) != Z_OK)
        die("zlib does not start");
    room = deflateBound(&z, (uLong)n);
    out = must(malloc(room));
    z.next_in = (unsigned char *)p;
    z.avail_in = (uInt)n;
    z.next_out = out;
    z.avail_out = (uInt)room;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        die("zlib failed");
    *out_len = z.total_out;
    deflateEnd(&z);
    if (*out_len > n - n / 10) {
        free(out);
        return NULL;
    }
    return out;
}

static size_t pack(const char *dir, struct file *f, FILE *bin, size_t offset)
{
    char path[PATH_MAX_LEN];
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[33];
    unsigned char *raw, *gz;
    size_t len, gz_len;

    snprintf(path, sizeof path, "%s%s", dir, f->path);
    raw = read_all(path, &len);
    crypto_hash_sha256(hash, raw, len);
    sodium_bin2hex(hex, sizeof hex, hash, 16);
    snprintf(f->etag, sizeof f->etag, "\\\"%s\\\"", hex);
    f->immutable = is_hashed(f->path);
    gz = compress_gzip(raw, len, &gz_len);
    f->gzip = gz != NULL;
    f->offset = offset;
    f->len = gz != NULL ? gz_len : len;
    if (fwrite(gz != NULL ? gz : raw, 1, f->len, bin) != f->len)
        die("the blob cannot be written: %s", strerror(errno));
    free(gz);
    free(raw);
    return offset + f->len;
}

static void write_table(FILE *c, const char *bin_path)
{
    fputs("/* Generated by tools/mkassets. */\n#include \"http/assets.h\"\n\n", c);
    fprintf(c,
            "__asm__(\".section .rodata.assets,\\\"a\\\"\\n.balign 64\\n.globl assets_blob\\n.hidden assets_blob\\nassets_blob:\\n"
            ".incbin \\\"%s\\\"\\n.byte 0\\n.previous\\n\");\n",
            bin_path);
    fputs("extern const unsigned char assets_blob[] __attribute__((visibility(\"hidden\")));\n\n", c);
    fputs("const struct asset assets_table[] = {\n", c);
    for (size_t i = 0; i < file_count; i++) {
        const struct file *f = &files[i];

        fprintf(c, "    { \"%s\", \"%s\", assets_blob + %zu, %zu, \"%s\", %s, %s },\n", f->path, type_of(f->path), f->offset, f->len,
                f->etag, f->gzip ? "true" : "false", f->immutable ? "true" : "false");
    }
    if (file_count == 0)
        fputs("    { \"\", \"\", assets_blob, 0, \"\", false, false },\n", c);
    fprintf(c, "};\nconst size_t assets_count = %zu;\n", file_count);
}

int main(int argc, char **argv)
{
    FILE *c, *bin;
    size_t offset = 0;

    if (argc != 4) {
        fputs("usage: mkassets DIR OUT.c OUT.bin\n", stderr);
        return 2;
    }
    if (sodium_init() < 0)
        die("libsodium does not start");
    collect(argv[1], "");
    qsort(files, file_count, sizeof files[0], by_path);
    bin = fopen(argv[3], "wb");
    if (bin == NULL)
        die("%s: %s", argv[3], strerror(errno));
    for (size_t i = 0; i < file_count; i++)
        offset = pack(argv[1], &files[i], bin, offset);
    if (fclose(bin) != 0)
        die("%s: %s", argv[3], strerror(errno));
    c = fopen(argv[2], "w");
    if (c == NULL)
        die("%s: %s", argv[2], strerror(errno));
    write_table(c, argv[3]);
    if (fclose(c) != 0)
        die("%s: %s", argv[2], strerror(errno));
    printf("%zu files, %zu bytes\n", file_count, offset);
    return 0;
}
