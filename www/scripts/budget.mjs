/* Holds the built UI against its budget (gzip sizes) and fails the build above it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const KB = 1000;
/* Swagger UI comes when its page is opened and is not counted with the rest. */
const API_DOCS = 'src/features/api-docs/explorer.ts';
const dist = new URL('../dist/', import.meta.url).pathname;
const limits = { js: 100 * KB, css: 12 * KB, normal: 30 * KB, charts: 55 * KB, flow: 100 * KB, all: 600 * KB, parts: 35 * KB, docs: 520 * KB };
/* Pages are held to `normal` unless they draw more. `parts` are no pages: they come when something is first opened. */
const kinds = { 'src/ui/menuParts.tsx': 'parts', 'src/app/PaletteDialog.tsx': 'parts', 'src/features/health/Detail.tsx': 'charts', 'src/features/dependencies/index.tsx': 'flow', [API_DOCS]: 'docs' };

const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));
const gzip = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

/* Every file that comes with an entry of the manifest, without those that are already there. */
function files(key, seen = new Set(), out = new Set()) {
    if (seen.has(key)) return out;
    seen.add(key);
    const entry = manifest[key];
    out.add(entry.file);
    for (const css of entry.css ?? []) out.add(css);
    for (const i of entry.imports ?? []) files(i, seen, out);
    return out;
}
const size = (set, pattern) => [...set].filter((f) => pattern.test(f)).reduce((sum, f) => sum + gzip(f), 0);

const rows = [];
const initial = files('index.html');
rows.push(['initial JavaScript', size(initial, /\.js$/) + gzip('theme.js'), limits.js]);
rows.push(['initial CSS', size(initial, /\.css$/), limits.css]);
for (const [key, entry] of Object.entries(manifest)) {
    if (!entry.isDynamicEntry) continue;
    const own = new Set([...files(key)].filter((f) => !initial.has(f)));
    rows.push([key.replace(/^src\//, ''), size(own, /\.(js|css)$/), limits[kinds[key] ?? 'normal']]);
}

const docs = new Set([...files(API_DOCS)].filter((f) => !initial.has(f)));
const all = [];
(function walk(dir) {
    for (const e of readdirSync(join(dist, dir), { withFileTypes: true })) {
        if (e.isDirectory()) walk(join(dir, e.name));
        else if (!/\.woff2$/.test(e.name) && !docs.has(join(dir, e.name))) all.push(join(dir, e.name));
    }
})('.');
rows.push(['everything but fonts and API docs', all.reduce((sum, f) => sum + gzip(f), 0), limits.all]);

let over = 0;
for (const [name, bytes, limit] of rows) {
    if (bytes > limit) over++;
    console.log(`${bytes > limit ? 'OVER' : '  ok'} ${name.padEnd(46)} ${(bytes / KB).toFixed(1).padStart(7)} of ${limit / KB} KB`);
}
if (over) {
    console.error(`${over} of ${rows.length} over the budget`);
    process.exit(1);
}
