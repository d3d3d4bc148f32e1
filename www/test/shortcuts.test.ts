/* No key means two things: of the shell, after g, and on each page beside the shell's. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/* The tables are read as text: the modules themselves need a browser. */
const routesText = readFileSync('src/routes.ts', 'utf8');
const shellText = readFileSync('src/app/shortcuts.ts', 'utf8');
const rows = [...routesText.matchAll(/^\s*\{ path: '([^']+)'.*$/gm)].map((m) => ({
    path: m[1]!,
    shortcut: /shortcut: '(.)'/.exec(m[0])?.[1],
    keys: [...(/keys: \{([^}]*)\}/.exec(m[0])?.[1] ?? '').matchAll(/(?:^|,)\s*'?([^':,\s]+)'?:/g)].map((k) => k[1]!),
}));
const shell = [...shellText.matchAll(/^\s*\{ keys: \[([^\]]+)\]/gm)].map((m) => [...m[1]!.matchAll(/'([^']+)'/g)].map((k) => k[1]!).join('+'));

test('[DF023.4] the tables are read', () => {
    assert.ok(rows.length > 10 && shell.length >= 4, `${rows.length} pages, ${shell.length} keys of the shell`);
    assert.ok(rows.some((r) => r.keys.includes('n')));
});

test('[DF023.4] no letter after g goes to two pages', () => {
    const letters = rows.flatMap((r) => r.shortcut ?? []);
    assert.deepEqual(letters.filter((l, i) => letters.indexOf(l) !== i), []);
});

test('[DF023.4] no key of the shell, and none of a page, means two things', () => {
    assert.deepEqual(shell.filter((k, i) => shell.indexOf(k) !== i), []);
    for (const r of rows) for (const k of r.keys) assert.ok(k.length === 1 && k !== 'g' && !shell.includes(k), `${k} on ${r.path}`);
});
