import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Health, Status } from '@/api/types';
import { layout } from '@/features/dependencies/layout';
import { applyPatches, failedFirst, groupByTag, rowsOf } from '@/features/health/order';

const health = (id: string, status: Status, tags: string[] = []): Health => ({
    id,
    name: id,
    type: 'http',
    target: '',
    status,
    since: '2026-02-08T09:00:00.000Z',
    last_check: '2026-02-08T09:30:00.000Z',
    next_check: null,
    latency_ms: 1,
    uptime_pct: 100,
    uptime_days: [],
    latency_recent: [1, 2],
    message: '',
    tags,
    dependencies: [],
    affected_by: [],
    components: [],
    enabled: true,
    interval_seconds: 20,
});

test('[I2.1.4] failed services come first, then by name', () => {
    const list = [health('b', 'healthy'), health('A', 'healthy'), health('z', 'unhealthy'), health('m', 'degraded'), health('p', 'paused'), health('u', 'unknown')];
    assert.deepEqual(
        list.sort(failedFirst).map((s) => s.id),
        ['z', 'm', 'u', 'p', 'A', 'b'],
    );
});

test('live patches change only what they name, and nothing is drawn again without one', () => {
    const list = [health('a', 'healthy'), health('b', 'healthy')];
    assert.equal(applyPatches(list, new Map([['x', { id: 'x', status: 'unhealthy' }]])), list);
    const next = applyPatches(list, new Map([['b', { id: 'b', status: 'unhealthy', latency_ms: 9, last_check: '2026-02-08T09:30:20.000Z' }]]));
    assert.notEqual(next, list);
    assert.equal(next[0], list[0]);
    assert.equal(next[1]!.status, 'unhealthy');
    assert.deepEqual(next[1]!.latency_recent, [1, 2, 9]);
    assert.equal(list[1]!.status, 'healthy');
});

test('the latency of a card is bounded', () => {
    let list = [health('a', 'healthy')];
    for (let i = 0; i < 100; i++) list = applyPatches(list, new Map([['a', { id: 'a', latency_ms: i, last_check: `${i}` }]]));
    assert.equal(list[0]!.latency_recent.length, 30);
    assert.equal(list[0]!.latency_recent[29], 99);
});

test('groups: failing first, a service in each of its tags, untagged last', () => {
    const groups = groupByTag([health('a', 'healthy', ['web']), health('b', 'unhealthy', ['web', 'zeta']), health('c', 'healthy'), health('d', 'healthy', ['alpha'])]);
    assert.deepEqual(
        groups.map((g) => [g.tag, g.items.length, g.failed]),
        [
            ['web', 2, 1],
            ['zeta', 1, 1],
            ['alpha', 1, 0],
            ['', 1, 0],
        ],
    );
});

test('rows hold every card once, in order; a closed group holds none', () => {
    const list = Array.from({ length: 10 }, (_, i) => health(`${i}`, 'healthy', [i < 6 ? 'a' : 'b']));
    const plain = rowsOf(list, 4, null, new Set());
    assert.deepEqual(plain.map((r) => (r.kind === 'cards' ? r.items.length : -1)), [4, 4, 2]);
    assert.deepEqual(plain.map((r) => (r.kind === 'cards' ? r.from : -1)), [0, 4, 8]);
    const grouped = rowsOf(list, 4, groupByTag(list), new Set(['a']));
    assert.deepEqual(grouped.map((r) => r.kind), ['group', 'group', 'cards']);
    assert.equal(new Set(plain.map((r) => r.key)).size, plain.length);
});

test('[F2.1.3] causes stand left of what needs them, no two in one place', () => {
    const ids = ['db', 'cache', 'api', 'web', 'batch'];
    const edges: [string, string][] = [
        ['db', 'api'],
        ['cache', 'api'],
        ['api', 'web'],
        ['db', 'batch'],
        ['db', 'web'],
    ];
    const place = layout(ids, edges);
    for (const [from, to] of edges) assert.ok(place.get(from)!.column < place.get(to)!.column, `${from} before ${to}`);
    assert.equal(new Set(ids.map((i) => `${place.get(i)!.column}/${place.get(i)!.row}`)).size, ids.length);
});

test('a circle does not hang the layout', () => {
    const place = layout(
        ['a', 'b', 'c'],
        [
            ['a', 'b'],
            ['b', 'c'],
            ['c', 'a'],
        ],
    );
    assert.equal(place.size, 3);
});
