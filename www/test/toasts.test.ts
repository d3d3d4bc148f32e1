/* The queue of notices: five at most, the rest waits, pointing at one holds them, failures stay. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dismiss, hold, stay, toast, toasts } from '@/app/toasts';

const wait = async (done: () => boolean) => {
    for (let i = 0; i < 400 && !done(); i++) await new Promise((r) => setTimeout(r, 25));
    assert.ok(done());
};
const titles = () => toasts.get().map((t) => t.title).join();
const clear = () => {
    while (toasts.get().length) dismiss(toasts.get()[0]!.id);
};

test('[DF023.2] five are shown, the others wait for their turn', () => {
    for (let i = 1; i <= 7; i++) toast({ kind: 'critical', title: `t${i}` });
    assert.equal(titles(), 't1,t2,t3,t4,t5');
    dismiss(toasts.get()[0]!.id);
    assert.equal(titles(), 't2,t3,t4,t5,t6');
    clear();
    assert.equal(titles(), '');
});

test('[DF023.2] the same again is not said twice, and comes last', () => {
    for (const title of ['a', 'b', 'a']) toast({ kind: 'critical', title });
    assert.equal(titles(), 'b,a');
    clear();
});

test('[DF023.2] one goes after its time, a failure stays, and while one is pointed at none goes', async () => {
    stay.seconds = 0.5;
    toast({ kind: 'critical', title: 'failure' });
    toast({ kind: 'ok', title: 'done' });
    hold(true);
    await new Promise((r) => setTimeout(r, 1500));
    assert.equal(titles(), 'failure,done');
    hold(false);
    await wait(() => titles() === 'failure');
    clear();
    stay.seconds = 6;
});

