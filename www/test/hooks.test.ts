import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { invalidate } from '@/api/hooks';

test('what is told while the first answer is on its way is fetched once more', async () => {
    const client = new QueryClient();
    let truth = 'before';
    let fetches = 0;
    let answer = () => {};
    const observer = new QueryObserver(client, {
        queryKey: ['list'],
        queryFn: () => {
            fetches++;
            const seen = truth;
            return fetches > 1 ? Promise.resolve(seen) : new Promise<string>((go) => (answer = () => go(seen)));
        },
    });
    const stop = observer.subscribe(() => {});
    await new Promise((go) => setTimeout(go, 5));
    truth = 'after';
    invalidate(client, ['list']);
    answer();
    await new Promise((go) => setTimeout(go, 20));
    assert.equal(observer.getCurrentResult().data, 'after');
    assert.equal(fetches, 2);
    invalidate(client, ['list']);
    await new Promise((go) => setTimeout(go, 20));
    assert.equal(fetches, 3);
    stop();
    client.clear();
});
