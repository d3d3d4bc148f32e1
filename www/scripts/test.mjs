/* Unit tests: TypeScript is bundled by esbuild, then Node's own runner takes over. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const www = fileURLToPath(new URL('..', import.meta.url));
const out = `${www}node_modules/.cache/binnacle-test`;
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const tests = readdirSync(`${www}test`).filter((f) => f.endsWith('.test.ts'));
await build({
    entryPoints: tests.map((f) => `${www}test/${f}`),
    bundle: true,
    platform: 'node',
    format: 'esm',
    outdir: out,
    outExtension: { '.js': '.mjs' },
    alias: { '@': `${www}src` },
    logLevel: 'warning',
});
const run = spawnSync(process.execPath, ['--test', ...tests.map((f) => `${out}/${f.replace(/\.ts$/, '.mjs')}`)], { stdio: 'inherit', cwd: www, env: { ...process.env, TZ: 'UTC' } });
process.exit(run.status ?? 1);
