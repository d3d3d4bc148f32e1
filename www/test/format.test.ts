import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, duration, ms, number, percent, plural, relative } from '@/lib/format';

test('absent figures read as a dash', () => {
    for (const f of [number, bytes, ms, percent, duration]) {
        assert.equal(f(null), '–');
        assert.equal(f(undefined), '–');
        assert.equal(f(Number.NaN), '–');
    }
});

test('[F2.1.2] a percentage never rounds up to 100', () => {
    assert.equal(percent(99.9999), '99.99 %');
    assert.equal(percent(100), '100 %');
    assert.equal(percent(0), '0.00 %');
});

test('durations have two units at most', () => {
    assert.equal(duration(0), '0 s');
    assert.equal(duration(59.4), '59 s');
    assert.equal(duration(200), '3 min 20 s');
    assert.equal(duration(180), '3 min');
    assert.equal(duration(5 * 3600 + 250), '5 h 4 min');
    assert.equal(duration(12 * 86_400 + 3 * 3600), '12 d 3 h');
    assert.equal(duration(-5), '0 s');
});

test('[F2.1.5] relative times look both ways', () => {
    const now = Date.parse('2026-02-08T09:30:00.000Z');
    assert.equal(relative('2026-02-08T09:30:00.400Z', now), 'now');
    assert.equal(relative('2026-02-08T09:29:48.000Z', now), '12 s ago');
    assert.equal(relative('2026-02-08T09:35:00.000Z', now), 'in 5 min');
    assert.equal(relative('2026-02-05T09:30:00.000Z', now), '3 d ago');
    assert.equal(relative(null, now), 'never');
    assert.equal(relative('nonsense', now), '–');
});

test('sizes, milliseconds and plurals', () => {
    assert.equal(bytes(512), '512 B');
    assert.equal(bytes(1536), '1.5 KiB');
    assert.equal(bytes(300 * 1024 * 1024), '300 MiB');
    assert.equal(ms(0.25), '0.25 ms');
    assert.equal(ms(7.25), '7.3 ms');
    assert.equal(ms(1500), '1.50 s');
    assert.equal(plural(1, 'service'), '1 service');
    assert.equal(plural(2, 'dependency', 'dependencies'), '2 dependencies');
});
