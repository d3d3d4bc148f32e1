/* The tokens hold their promises: contrast in both themes, and status colours that stay apart for every kind of eye. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync('src/theme/tokens.css', 'utf8');

function theme(name: string): Record<string, string> {
    const at = css.indexOf(`[data-theme='${name}'] {`);
    assert.ok(at >= 0, name);
    const body = css.slice(at, css.indexOf('}', at));
    return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]));
}

type RGB = [number, number, number];
const linear = (hex: string): RGB => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as RGB;
const luminance = ([r, g, b]: RGB) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(a: string, b: string): number {
    const [x, y] = [luminance(linear(a)), luminance(linear(b))];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/* Full dichromacy after Machado, Oliveira and Fernandes (2009), on linear RGB. */
const EYES: Record<string, number[]> = {
    usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
    tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
function lab([r, g, b]: RGB): RGB {
    const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
    const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
    const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
function seen(hex: string, m: number[]): RGB {
    const c = linear(hex);
    const mix = (i: number) => Math.min(1, Math.max(0, m[i]! * c[0] + m[i + 1]! * c[1] + m[i + 2]! * c[2]));
    return lab([mix(0), mix(3), mix(6)]);
}

const SURFACES = ['page', 'panel', 'raised', 'hover'];
const STATUS = ['ok', 'warn', 'critical', 'info', 'maintenance', 'unknown'];

for (const name of ['dark', 'light']) {
    const t = theme(name);

    test(`${name}: text is readable on every surface (4.5:1)`, () => {
        for (const s of SURFACES) for (const c of ['text', 'secondary', ...STATUS, 'accent']) assert.ok(contrast(t[c]!, t[s]!) >= 4.5, `${c} on ${s}: ${contrast(t[c]!, t[s]!).toFixed(2)}`);
        for (const s of SURFACES) assert.ok(contrast(t.muted!, t[s]!) >= 4.5, `muted on ${s}: ${contrast(t.muted!, t[s]!).toFixed(2)}`);
        assert.ok(contrast(t['on-accent']!, t.accent!) >= 4.5);
    });

    test(`${name}: the borders of controls are seen (3:1)`, () => {
        for (const s of ['page', 'panel', 'raised', 'hover']) assert.ok(contrast(t.control!, t[s]!) >= 3, `${s}: ${contrast(t.control!, t[s]!).toFixed(2)}`);
    });

    for (const [eye, m] of Object.entries(EYES)) {
        test(`[F2.1.1] ${name}: status colours stay apart for ${eye} eyes`, () => {
            for (let i = 0; i < STATUS.length; i++) {
                for (let j = i + 1; j < STATUS.length; j++) {
                    const [a, b] = [seen(t[STATUS[i]!]!, m), seen(t[STATUS[j]!]!, m)];
                    const d = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
                    assert.ok(d >= 10, `${STATUS[i]} and ${STATUS[j]}: ΔE ${d.toFixed(1)}`);
                }
            }
        });
    }
}
