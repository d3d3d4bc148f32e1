import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs } from '@/api/backoff';
import { Ring } from '@/api/ring';

test('the ring keeps the newest and counts what it dropped', () => {
    const r = new Ring<number>(3);
    for (let i = 1; i <= 5; i++) r.push(i);
    assert.equal(r.length, 3);
    assert.equal(r.dropped, 2);
    assert.deepEqual(r.drain(), [3, 4, 5]);
    assert.equal(r.length, 0);
    assert.equal(r.dropped, 0);
    assert.deepEqual(r.drain(), []);
    r.push(6);
    assert.deepEqual(r.drain(), [6]);
});

test('the ring stays right over many turns', () => {
    const r = new Ring<number>(7);
    let next = 0;
    for (let turn = 0; turn < 100; turn++) {
        const n = turn % 11;
        const pushed: number[] = [];
        for (let i = 0; i < n; i++) pushed.push(next), r.push(next++);
        assert.deepEqual(r.drain(), pushed.slice(-7));
    }
});

test('a ring without room is refused', () => {
    assert.throws(() => new Ring(0), RangeError);
});

test('reconnects wait longer each time, within bounds, never all at once', () => {
    assert.equal(backoffMs(0, () => 0), 250);
    assert.equal(backoffMs(0, () => 1), 500);
    let last = 0;
    for (let n = 0; n < 7; n++) {
        const wait = backoffMs(n, () => 0.5);
        assert.ok(wait > last);
        last = wait;
    }
    assert.equal(backoffMs(1000, () => 1), 30_000);
    assert.ok(backoffMs(1000, () => 0) >= 15_000);
});
