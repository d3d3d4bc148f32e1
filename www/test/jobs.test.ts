/* What jobs and schedules are in words, and how the API is asked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, JobAttempt } from '@/api/types';
import { actsOf, cronWords, earlier, endOf, everyWords, failureShare, fieldsOf, filtersOf, inWords, later, queryOf, seriesOf, timelineOf, tookMs, viewOf } from '@/features/jobs/data';
import { setRegional } from '@/lib/format';

const NOW = Date.parse('2026-02-08T12:00:30.000Z');

test('[C2.1.1] which actions a state allows', () => {
    assert.deepEqual(actsOf('FAILED'), ['retry']);
    assert.deepEqual(actsOf('PENDING'), ['run', 'cancel']);
    assert.deepEqual(actsOf('SCHEDULED'), ['run', 'cancel']);
    assert.deepEqual(actsOf('RUNNING'), ['cancel']);
    for (const s of ['COMPLETED', 'CANCELLED'] as const) assert.deepEqual(actsOf(s), []);
});

test('the filters of the address are the query of the list and the filter of an action on all that match', () => {
    setRegional({ time_zone: 'Europe/Berlin' });
    const q = (search: string) => queryOf(filtersOf(search), NOW);
    assert.deepEqual(q(''), {});
    assert.deepEqual(q('job=x&wide=1&state=NONSENSE'), {});
    assert.deepEqual(q('state=FAILED&type=render&about=image&thing=p+1&schedule=s&parent=p'), { type: 'render', state: 'FAILED', schedule_id: 's', parent_id: 'p', subject_type: 'image', subject_id: 'p 1' });
    assert.deepEqual(q('time=1h'), { from: '2026-02-08T11:00:00.000Z' });
    assert.deepEqual(q('time=custom&from=2026-02-08T10:00&to=bad'), { from: '2026-02-08T09:00:00.000Z' });
    assert.deepEqual(q('from=2026-02-08T10:00'), {}, 'a time that is not chosen does not filter');
    assert.equal(inWords(q('state=FAILED&type=render&q=x')), 'failed, of type render, with “x” in input or error');
    assert.equal(inWords({}), '', 'nothing narrows it');
});

test('equal views are equal text, whatever else is in the address', () => {
    assert.equal(viewOf('job=1&state=FAILED&type=a'), viewOf('?type=a&wide=1&state=FAILED'));
    assert.equal(viewOf('job=1&enter=1'), '');
});

test('a held list ends just behind the newest row; of two bounds the narrower holds', () => {
    const at = '2026-02-08T12:00:00.123Z';
    assert.equal(endOf(at), '2026-02-08T12:00:00.124Z');
    assert.equal(earlier(undefined, at), at);
    assert.equal(earlier(endOf(at), at), at);
    assert.equal(later(endOf(at), at), endOf(at));
    assert.equal(later(at, undefined), at);
});

const job = (more: Partial<Job>): Job => ({ created_at: '2026-02-08T12:00:00.000Z', created_by: 'a@b', run_at: '2026-02-08T12:05:00.000Z', state: 'FAILED', started_at: null, finished_at: null, schedule_id: null, after: null, attempt: 1, ...more }) as Job;
const attempt = (number: number, more: Partial<JobAttempt>): JobAttempt => ({ number, worker: 'box', started_at: '2026-02-08T12:00:01.000Z', finished_at: null, duration_ms: null, outcome: 'running', error: null, log: '', log_dropped: 0, ...more });

test('[C2.2.2] the timeline: entered, each attempt with its end, the end of all; what is ahead comes last', () => {
    const t = timelineOf(job({ finished_at: '2026-02-08T12:00:09.000Z' }), [
        attempt(2, { started_at: '2026-02-08T12:00:05.000Z', finished_at: '2026-02-08T12:00:09.000Z', outcome: 'timed_out', error: 'too slow' }),
        attempt(1, { finished_at: '2026-02-08T12:00:02.000Z', outcome: 'lost' }),
    ]);
    assert.deepEqual(
        t.map((m) => m.what),
        ['Entered', 'Attempt 1 began', 'Attempt 1: lost', 'Attempt 2 began', 'Attempt 2: timed out', 'Failed for good'],
    );
    assert.equal(t[4]!.note, 'too slow');
    const ahead = timelineOf(job({ state: 'SCHEDULED' }), []).at(-1)!;
    assert.deepEqual([ahead.what, ahead.ahead, ahead.at], ['Next attempt', true, '2026-02-08T12:05:00.000Z']);
    assert.equal(timelineOf(job({ state: 'SCHEDULED', after: 'x' }), []).length, 1, 'whoever waits for another has no time of its own');
});

test('how long it took: to its end, or until now while it runs', () => {
    assert.equal(tookMs(job({}), NOW), null);
    assert.equal(tookMs(job({ state: 'RUNNING', started_at: '2026-02-08T12:00:00.000Z' }), NOW), 30_000);
    assert.equal(tookMs(job({ state: 'COMPLETED', started_at: '2026-02-08T12:00:00.000Z', finished_at: '2026-02-08T12:00:02.500Z' }), NOW), 2500);
    assert.equal(tookMs(job({ state: 'PENDING', started_at: '2026-02-08T12:00:00.000Z' }), NOW), null, 'it waits again');
});

test('the history without gaps: a minute in which nothing ended is 0, what is older is left out', () => {
    const s = seriesOf({ step_seconds: 60, history: [{ at: '2026-02-08T11:59:00.000Z', completed: 3, failed: 1, cancelled: 0 }, { at: '2026-02-08T12:00:00.000Z', completed: 2, failed: 0, cancelled: 9 }, { at: '2026-02-08T10:00:00.000Z', completed: 7, failed: 7, cancelled: 0 }] }, 1, NOW);
    assert.equal(s.completed.length, 60);
    assert.deepEqual(s.completed.slice(-3), [0, 3, 2]);
    assert.deepEqual(s.failed.slice(-3), [0, 1, 0]);
    assert.equal(s.completed.reduce((a, b) => a + b), 5);
    assert.equal(failureShare(0, 0), null);
    assert.equal(failureShare(3, 1), 25);
});

test('the fields of a type come back out of its schema', () => {
    const schema = {
        properties: { picture: { type: 'string', description: 'Which' }, size: { type: 'integer' }, at: { type: 'string', format: 'date-time' }, token: { type: 'string', 'x-secret': true }, more: {}, maybe: { type: ['boolean', 'null'] } },
        required: ['picture'],
    };
    assert.deepEqual(fieldsOf(schema), [{ name: 'picture', type: 'string', required: true, doc: 'Which' }, { name: 'size', type: 'integer' }, { name: 'at', type: 'time' }, { name: 'token', type: 'string', secret: true }, { name: 'more', type: 'any' }, { name: 'maybe', type: 'boolean' }]);
    assert.deepEqual(fieldsOf({}), []);
});

test('cron in words where the words are sure, otherwise not at all', () => {
    for (const [cron, words] of [
        ['* * * * *', 'every minute'],
        ['*/5 * * * *', 'every 5 minutes'],
        ['*/7 * * * *', null] /* not even: 56, then 0 */,
        ['7 * * * *', 'every hour at :07'],
        ['0 */6 * * *', 'every 6 hours at :00'],
        ['30 2 * * *', 'every day at 02:30'],
        ['30 4 * * sun', 'Sunday at 04:30'],
        ['0 9 * * 1,3', 'Monday, Wednesday at 09:00'],
        ['15 3 * * mon-fri', 'Monday to Friday at 03:15'],
        ['0 0 1 * *', 'on day 1 of the month at 00:00'],
        ['0 0 1 6 *', null],
        ['0 0 1 * 1', null],
        ['1,31 2 * * *', null],
        ['0 9 * * funday', null],
        ['30 2 * *', null],
        ['', null],
    ] as const)
        assert.equal(cronWords(cron), words, cron);
    assert.deepEqual([1, 90, 60, 7200, 86_400, 172_800].map(everyWords), ['every second', 'every 90 seconds', 'every minute', 'every 2 hours', 'every day', 'every 2 days']);
});
