/*
 * Jobs as an administrator lives with them: find what failed and why, retry it, cancel it, act on many and take it back; schedules and queues. Real jobs:
 * calls to a real worker, and jobs of a type that a worker outside of the box does over the API.
 */
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { Box, PASSWORD, System } from './lib/box';
import { inspect, signIn, watch } from './lib/page';

interface Job {
    id: string;
    state: string;
    attempts: number;
}
let box: Box;
let worker: System;
let serviceId: string;

const enter = (type: string, input: object, more: object = {}): Promise<Job> => box.api('POST', '/api/v1/jobs', { type, input, ...more });
const read = (id: string) => box.api('GET', `/api/v1/jobs/${id}`);
const call = (path: string, more: object = {}) => enter('http_call', { url: `http://127.0.0.1:${worker.port}${path}`, method: 'GET' }, { max_attempts: 1, ...more });
const ended = (id: string, state: string) => expect.poll(async () => (await read(id)).state, { timeout: 20_000 }).toBe(state);
const short = (j: { id: string }) => j.id.slice(-8);

/** The worker outside: takes one job of the type, and does what is said to it. */
async function lease(type: string): Promise<{ id: string; lease_id: string; input: Record<string, unknown> }> {
    for (const end = Date.now() + 20_000; ; ) {
        const got = (await box.api('POST', '/api/v1/jobs/lease', { worker: 'renderer-1', types: [type] })).items[0];
        if (got) return got;
        if (Date.now() > end) throw new Error(`no job of ${type} to lease`);
        await new Promise((r) => setTimeout(r, 100));
    }
}
const fail = (l: { id: string; lease_id: string }, error: string, more: object = {}) => box.api('POST', `/api/v1/jobs/${l.id}/fail`, { lease_id: l.lease_id, error, ...more });
const complete = (l: { id: string; lease_id: string }, result: unknown, log = '') => box.api('POST', `/api/v1/jobs/${l.id}/complete`, { lease_id: l.lease_id, result, log });

const table = (page: Page) => page.getByRole('region', { name: 'Jobs, table' });
const row = (page: Page, j: { id: string }): Locator => table(page).getByRole('row').filter({ hasText: short(j) });
const panel = (page: Page) => page.getByRole('complementary');
const dialog = (page: Page) => page.getByRole('dialog');

test.describe('jobs', () => {
    test.beforeAll(async () => {
        box = await new Box().start();
        worker = await System.start('worker');
        serviceId = (await box.api('POST', '/api/v1/services', { name: 'Orders API', type: 'push', target: '', interval_seconds: 3600 })).id;
        const fields = [
            { name: 'picture', type: 'string', required: true, doc: 'Which picture' },
            { name: 'size', type: 'integer' },
            { name: 'token', type: 'string', secret: true },
        ];
        await box.api('PUT', '/api/v1/jobs/types/render', { title: 'Render', doc: 'Draws a picture', fields, backoff_seconds: 1, max_attempts: 2 });
        await box.api('PUT', '/api/v1/jobs/types/bulky', { title: 'Bulky', concurrency: 1 });
    });
    test.afterAll(async () => {
        await worker.stop();
        await box.close();
    });
    test.beforeEach(async ({ page }) => {
        await signIn(page, box);
    });

    test('[C9.6, C2.1.1] the page shows every state with its actions, live, and finds jobs by state, type and text of the input', async ({ page }) => {
        const ok = watch(page);
        await worker.post('/control', { status: 200 });
        const done = await call('/fine');
        await worker.post('/control', { status: 200 });
        const failed = await enter('http_call', { url: `http://127.0.0.1:${worker.port}/teapot`, method: 'GET', expected_status: 418 }, { max_attempts: 1 });
        const later = await call('/later', { run_at: new Date(Date.now() + 3_600_000).toISOString() });
        const pending = await enter('render', { picture: 'lighthouse' });
        await ended(done.id, 'COMPLETED');
        await ended(failed.id, 'FAILED');
        await page.goto(`${box.url}/admin/jobs`);
        for (const [job, state, acts] of [
            [done, 'Completed', []],
            [failed, 'Failed', ['Retry']],
            [later, 'Scheduled', ['Run now', 'Cancel']],
            [pending, 'Pending', ['Run now', 'Cancel']],
        ] as [Job, string, string[]][]) {
            await expect(row(page, job)).toContainText(state);
            expect(await row(page, job).getByRole('button').allInnerTexts()).toEqual(acts);
        }
        await expect(row(page, failed)).toContainText('expected 418');
        await expect(row(page, pending)).toContainText('lighthouse');
        const figures = page.getByRole('group', { name: 'Figures' });
        await expect(figures.getByRole('button', { name: /Failed/ })).toContainText('1');
        await page.getByText('What failed within a day').click();
        await inspect(page, 'jobs-list');

        /* A new job, and a change of state, without touching the page. */
        await page.getByTestId('connection').getByText(/connected/i).waitFor();
        const next = await enter('render', { picture: 'harbour' });
        await expect(row(page, next)).toContainText('Pending');
        const taken = await lease('render');
        expect(taken.id).toBe(pending.id);
        await box.api('POST', `/api/v1/jobs/${taken.id}/heartbeat`, { lease_id: taken.lease_id, progress: 40, progress_text: 'drawing' });
        await expect(row(page, pending)).toContainText('Running');
        await complete(taken, { url: 'x' });
        await expect(row(page, pending)).toContainText('Completed');

        /* Filters are in the address; text is found in the input. */
        await page.getByRole('searchbox', { name: 'Text in input or error' }).fill('HARBOUR');
        await expect(page).toHaveURL(/q=HARBOUR/);
        await expect(table(page).getByRole('row')).toHaveCount(2);
        await page.getByRole('button', { name: 'Clear', exact: true }).click();
        await figures.getByRole('button', { name: /Failed/ }).click();
        await expect(page).toHaveURL(/state=FAILED/);
        await expect(table(page).getByRole('row')).toHaveCount(2);
        await page.goto(`${box.url}/admin/jobs?type=render&state=COMPLETED&time=1h`);
        await expect(table(page).getByRole('row')).toHaveCount(2);
        await expect(row(page, pending)).toBeVisible();
        await page.getByRole('combobox', { name: 'Queue' }).selectOption('network');
        await expect(page.getByText('No job matches')).toBeVisible();
        ok.check();
    });

    test('the list stays where it is while it is pointed at: new jobs are counted, and shown when asked', async ({ page }) => {
        const first = await enter('bulky', {});
        await page.goto(`${box.url}/admin/jobs?type=bulky`);
        await page.getByTestId('connection').getByText(/connected/i).waitFor();
        await row(page, first).hover();
        const second = await enter('bulky', {});
        await page.getByRole('button', { name: '1 new job: show' }).waitFor();
        await expect(row(page, second)).toHaveCount(0);
        await box.api('DELETE', `/api/v1/jobs/${first.id}`);
        await expect(row(page, first)).toContainText('Cancelled'); /* what is shown goes on living */
        await page.getByRole('button', { name: '1 new job: show' }).click();
        await expect(row(page, second)).toContainText('Pending');
        await box.api('DELETE', `/api/v1/jobs/${second.id}`);
    });

    test('[C2.1.2, C2.1.6, C9.7] a failed job is retried after a question, and what its attempts said stays', async ({ page }) => {
        await worker.post('/control', { status: 500 });
        const job = await call('/flaky');
        await ended(job.id, 'FAILED');
        await worker.post('/control', { status: 200 });
        await page.goto(`${box.url}/admin/jobs?type=http_call`);
        await row(page, job).getByRole('button', { name: 'Retry' }).click();
        await expect(dialog(page)).toContainText('It was begun 1 time');
        await expect(dialog(page)).toContainText('HTTP 500');
        await page.keyboard.press('Escape');
        await expect(dialog(page)).toHaveCount(0);
        expect((await read(job.id)).state).toBe('FAILED');
        await row(page, job).getByRole('button', { name: 'Retry' }).click();
        await dialog(page).getByRole('button', { name: 'Retry it' }).click();
        await expect(page.getByRole('region', { name: 'Notices' })).toContainText('put back in the queue');
        await expect(row(page, job)).toContainText('Completed');
        await expect(row(page, job).getByRole('button')).toHaveCount(0);
        expect(await read(job.id)).toMatchObject({ state: 'COMPLETED', attempts: 2 });
        const attempts = (await box.api('GET', `/api/v1/jobs/${job.id}/attempts`)).items;
        expect(attempts.map((a: { outcome: string }) => a.outcome)).toEqual(['completed', 'failed']);
        expect((await worker.get('/hits'))['/flaky']).toBe(2);
    });

    test('[C2.1.3, C2.1.6, C9.8] a pending job is cancelled after a question; kept, it stays as it was', async ({ page }) => {
        const job = await enter('bulky', {});
        await page.goto(`${box.url}/admin/jobs?type=bulky&state=PENDING`);
        await row(page, job).getByRole('button', { name: 'Cancel' }).click();
        await expect(dialog(page)).toContainText('It has not begun and will not');
        await dialog(page).getByRole('button', { name: 'Leave as it is' }).click();
        await expect(dialog(page)).toHaveCount(0);
        expect((await read(job.id)).state).toBe('PENDING');
        await row(page, job).getByRole('button', { name: 'Cancel' }).click();
        await dialog(page).getByRole('button', { name: 'Cancel it' }).click();
        await expect(row(page, job)).toHaveCount(0); /* it is not PENDING any more */
        expect((await read(job.id)).state).toBe('CANCELLED');
        await page.goto(`${box.url}/admin/jobs?job=${job.id}`);
        await expect(panel(page).getByRole('button', { name: 'Retry' })).toHaveAttribute('aria-disabled', 'true');
        await expect(panel(page).getByTestId('who-changed-it')).toContainText('JOB_CANCELLED');
        await expect(panel(page).getByTestId('who-changed-it')).toContainText('root@example.test');
    });

    test('[C2.1.4, C2.1.5, C2.2.1, C2.2.2, C2.2.3, C2.2.4] the panel of a job: input, errors, every attempt with its log, history, and the thing it is about', async ({ page }) => {
        const ok = watch(page);
        const subject = { subject: { type: 'service', id: serviceId } };
        const other = await enter('bulky', {}, subject);
        await box.api('DELETE', `/api/v1/jobs/${other.id}`);
        await box.api('DELETE', `/api/v1/jobs/${(await box.api('GET', '/api/v1/jobs?type=render&state=PENDING')).items[0].id}`);
        const job = await enter('render', { picture: 'breakwater', token: 'never to be seen' }, subject);
        await fail(await lease('render'), 'the plate is dirty', { log: 'cleaning\nfailed at line 2' });
        await fail(await lease('render'), 'the plate broke');
        await ended(job.id, 'FAILED');
        await page.goto(`${box.url}/admin/jobs?type=render`);
        await row(page, job).click();
        await expect(page).toHaveURL(new RegExp(`job=${job.id}`));
        const side = panel(page);
        await expect(side.getByRole('region', { name: 'Input' })).toContainText('"picture": "breakwater"');
        await expect(side.getByTestId('job-error')).toHaveText('the plate broke');
        await expect(page.locator('body')).not.toContainText('never to be seen');

        /* Every attempt: the newest first, with what it said. A retry by hand adds to them. */
        const attempts = side.getByRole('region', { name: 'Attempts' });
        await expect(attempts.getByRole('listitem').filter({ hasText: 'the plate is dirty' })).toContainText('Failed');
        await attempts.getByText('2 lines').click();
        await expect(attempts).toContainText('failed at line 2');
        await side.getByRole('button', { name: 'Retry', exact: true }).click();
        await dialog(page).getByRole('button', { name: 'Retry it' }).click();
        await expect(side).toContainText('Pending');
        const third = await lease('render');
        expect(third.input).toEqual({ picture: 'breakwater', token: 'never to be seen' });
        await complete(third, { plate: 7 }, 'drawn');
        await expect(attempts.getByRole('listitem').filter({ hasText: 'drawn' })).toContainText('Completed');
        for (const error of ['the plate is dirty', 'the plate broke']) await expect(attempts).toContainText(error);
        await expect(side.getByRole('region', { name: 'Result' })).toContainText('"plate": 7');

        /* Its history: what happened, and who did what. */
        const timeline = side.getByRole('region', { name: 'Timeline' });
        await expect(timeline.getByRole('listitem')).toHaveText([/Entered.*by root@example\.test/, /Attempt 1 began/, /Attempt 1: failed.*dirty/, /Attempt 2 began/, /Attempt 2: failed.*broke/, /Attempt 3 began.*renderer-1/, /Attempt 3: completed/].map((r) => new RegExp(r.source, 'is')));
        await expect(side.getByTestId('who-changed-it')).toContainText('JOB_RETRY');

        /* What it is about: named, with the other jobs about it, and the way there. */
        const about = side.getByTestId('job-subject');
        await expect(about.getByRole('link', { name: 'Orders API' })).toBeVisible();
        await expect(about).toContainText(`job ${short(other)}`);

        /* Wide, in the address; narrow again. */
        await side.getByRole('button', { name: 'Make the panel wide' }).click();
        await expect(page).toHaveURL(/wide=1/);
        const width = (await side.boundingBox())!.width;
        await side.getByRole('button', { name: 'Make the panel narrow' }).click();
        expect((await side.boundingBox())!.width).toBeLessThan(width);
        await inspect(page, 'jobs-panel');
        await about.getByRole('link', { name: 'All jobs about it' }).click();
        await expect(page).toHaveURL(new RegExp(`about=service&thing=${serviceId}`));
        await expect(table(page).getByRole('row')).toHaveCount(3);
        await expect(page.getByRole('searchbox', { name: 'About: kind, or kind:id' })).toHaveValue(`service:${serviceId}`);
        await page.goBack();
        await panel(page).getByRole('link', { name: 'Orders API' }).click();
        await expect(page.getByRole('complementary', { name: 'Service Orders API' })).toBeVisible();
        ok.check();
    });

    test('many at once: those that are chosen, taken back; all that match, counted and frozen before it is asked', async ({ page }) => {
        const make = async (n: number): Promise<string[]> => (await box.api('POST', '/api/v1/jobs/batch', { items: Array.from({ length: n }, () => ({ type: 'bulky', input: {} })) })).ids;
        const pending = async () => (await box.api('GET', '/api/v1/jobs/types')).items.find((t: { name: string }) => t.name === 'bulky').pending;
        await page.goto(`${box.url}/admin/jobs?type=bulky&state=PENDING`);
        for (const id of (await make(4)).slice(1)) await row(page, { id }).getByRole('checkbox').check();
        const bar = page.getByRole('region', { name: 'Actions on the chosen jobs' });
        await expect(bar).toContainText('3 chosen');
        await expect(bar.getByRole('button', { name: 'Retry 0' })).toHaveAttribute('aria-disabled', 'true');
        await inspect(page, 'jobs-bulk');
        await bar.getByRole('button', { name: 'Cancel 3' }).click();
        await expect(dialog(page)).toContainText('3 chosen jobs');
        await dialog(page).getByRole('button', { name: 'Cancel 3' }).click();
        await expect.poll(pending).toBe(1);
        await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
        await expect.poll(pending).toBe(4);
        await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Taken back: 3 jobs');

        await make(126);
        await page.reload();
        await page.getByRole('checkbox', { name: 'Choose all that are shown' }).check();
        await bar.getByRole('button', { name: 'Choose all that match' }).click();
        await bar.getByRole('button', { name: 'Cancel…' }).click();
        await expect(dialog(page)).toContainText('130 jobs');
        await expect(dialog(page)).toContainText('of type bulky');
        const late = await enter('bulky', {});
        const sure = dialog(page).getByRole('button', { name: 'Cancel 130' });
        await expect(sure).toHaveAttribute('aria-disabled', 'true');
        await dialog(page).getByLabel('Type 130 to confirm').fill('130');
        await sure.click();
        await expect(page.getByRole('region', { name: 'Notices' })).toContainText('130 jobs are cancelled');
        expect((await read(late.id)).state).toBe('PENDING');
        expect(await pending()).toBe(1);
        await box.api('DELETE', `/api/v1/jobs/${late.id}`);
    });

    test('a view is saved by name, is there in another browser, and can be removed', async ({ page, browser }) => {
        await page.goto(`${box.url}/admin/jobs?type=render&state=FAILED`);
        await page.getByRole('button', { name: 'Views' }).click();
        await page.getByRole('menuitem', { name: 'Save this view…' }).click();
        await dialog(page).getByLabel('Name of the view').fill('Broken plates');
        await dialog(page).getByRole('button', { name: 'Save' }).click();
        await expect(page.getByRole('button', { name: 'Views: Broken plates' })).toBeVisible();
        const second = await (await browser.newContext()).newPage();
        await signIn(second, box);
        await second.goto(`${box.url}/admin/jobs`);
        await second.getByRole('button', { name: 'Views' }).click();
        await second.getByRole('menuitemcheckbox', { name: 'Broken plates' }).click();
        await expect(second).toHaveURL(/type=render&state=FAILED/);
        await second.getByRole('button', { name: 'Views: Broken plates' }).click();
        await second.getByRole('menuitem', { name: 'Remove views…' }).click();
        await second.getByRole('button', { name: 'Remove the view Broken plates' }).click();
        await expect(dialog(second)).toContainText('You have none');
        await second.context().close();
    });

    test('[C10.6] the whole of it: enter, fail, find, edit and retry, complete, take away what it left, and read it in the trail', async ({ page }) => {
        const ok = watch(page);
        await page.goto(`${box.url}/admin/jobs`);
        await expect(page.getByRole('button', { name: 'Enter a job' })).toBeVisible();
        await page.keyboard.press('n');
        await dialog(page).getByLabel('Type', { exact: true }).selectOption('http_call');
        await dialog(page).getByRole('button', { name: 'Enter', exact: true }).click();
        await expect(dialog(page).getByLabel('URL')).toHaveAttribute('aria-invalid', 'true');
        await dialog(page).getByLabel('URL').fill(`http://127.0.0.1:${worker.port}/echo`);
        await dialog(page).getByLabel('Authorization').fill('Bearer s3cret-of-the-story');
        await dialog(page).getByLabel('Body').fill('{"story": 1}');
        await dialog(page).getByLabel('Expected status').fill('418');
        await dialog(page).getByText('When, and how').click();
        await dialog(page).getByLabel('Attempts at most').fill('1');
        await inspect(page, 'jobs-enter');
        await dialog(page).getByRole('button', { name: 'Enter', exact: true }).click();
        const side = panel(page);
        await expect(side.getByTestId('job-error')).toContainText('expected 418');
        const id = new URL(page.url()).searchParams.get('job')!;

        await page.goto(`${box.url}/admin/jobs?q=expected+418&state=FAILED`);
        await row(page, { id }).getByRole('link').first().click();
        await side.getByRole('button', { name: 'Edit input and retry' }).click();
        await expect(dialog(page)).toContainText('A value is stored; leave empty to keep it');
        await dialog(page).getByLabel('Expected status').fill('200');
        await dialog(page).getByRole('button', { name: 'Retry with this input' }).click();
        await expect(side).toContainText('Completed');
        await expect(side).toContainText('With another input than');
        const download = page.waitForEvent('download');
        await side.getByRole('link', { name: 'answer' }).click();
        const answer = JSON.parse(readFileSync((await (await download).path())!, 'utf8'));
        expect(answer.body).toBe('{"story": 1}');
        expect(answer.headers.Authorization).toBe('Bearer s3cret-of-the-story'); /* what nobody was shown was kept */
        await expect(page.locator('body')).not.toContainText('s3cret-of-the-story');
        await side.getByRole('button', { name: `job ${short({ id })}` }).click();
        await expect(side.getByRole('region', { name: 'Retried with another input' })).toContainText('Completed');
        await expect(side.getByTestId('who-changed-it')).toContainText('JOB_CREATED');
        await side.getByTestId('who-changed-it').getByRole('link', { name: 'All of it' }).click();
        await expect(page.getByRole('region', { name: 'Audit trail, table' })).toContainText('JOB_CREATED');
        ok.check();
    });

    test('schedules: the times are shown before it is saved; it runs, pauses, is edited and deleted; the box’s own lead to their page', async ({ page }) => {
        const ok = watch(page);
        await page.goto(`${box.url}/admin/jobs/schedules`);
        const list = page.getByRole('region', { name: 'Schedules, table' });
        await expect(list.getByRole('row').filter({ hasText: 'Backup' })).toContainText('Built in');
        await expect(list.getByRole('switch', { name: 'Backup is on' })).toHaveAttribute('aria-disabled', 'true');
        await expect(list.getByRole('link', { name: 'Set at Backup' })).toHaveAttribute('href', '/admin/backup');
        await page.getByRole('button', { name: 'Add a schedule' }).click();
        const times = dialog(page).getByRole('region', { name: 'When it would run' });
        await dialog(page).getByLabel('Name', { exact: true }).fill('Ask the worker');
        await dialog(page).getByLabel('Type', { exact: true }).selectOption('http_call');
        await dialog(page).getByLabel('Cron').fill('61 2 * * *');
        await expect(times).toContainText('not right');
        await dialog(page).getByLabel('Cron').fill('15 3 * * mon-fri');
        await expect(dialog(page)).toContainText('Monday to Friday at 03:15');
        await dialog(page).getByLabel('Time zone').selectOption('America/New_York');
        await expect(times.getByRole('listitem')).toHaveCount(5);
        await expect(times).toContainText('03:15');
        await dialog(page).getByLabel('URL').fill(`http://127.0.0.1:${worker.port}/asked`);
        await dialog(page).getByLabel('Method').selectOption('GET');
        await inspect(page, 'schedule-new');
        await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
        const mine = list.getByRole('row').filter({ hasText: 'Ask the worker' });
        await expect(mine).toContainText('Monday to Friday at 03:15');
        await worker.post('/control', { status: 200 });
        await mine.getByRole('button', { name: 'Run Ask the worker now' }).click();
        await expect(mine).toContainText('Completed');
        expect((await worker.get('/hits'))['/asked']).toBe(1);
        await mine.getByRole('switch').click();
        await expect(mine.getByRole('switch')).toHaveAttribute('aria-checked', 'false');
        await expect(mine).toContainText('paused');
        await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
        await expect(mine.getByRole('switch')).toHaveAttribute('aria-checked', 'true');
        await mine.getByRole('button', { name: 'Edit Ask the worker' }).click();
        await dialog(page).getByLabel('When', { exact: true }).selectOption('interval');
        await dialog(page).getByLabel('Every').fill('7200');
        await dialog(page).getByRole('button', { name: 'Save' }).click();
        await expect(mine).toContainText('every 2 hours');
        await mine.getByRole('link', { name: 'Ask the worker' }).click();
        await expect(panel(page).getByRole('region', { name: 'Next times' }).getByRole('listitem')).toHaveCount(5);
        await expect(panel(page).getByRole('region', { name: 'Last results' })).toContainText('Completed');
        await inspect(page, 'schedules-panel');
        await panel(page).getByRole('button', { name: 'Delete Ask the worker' }).click();
        await dialog(page).getByRole('button', { name: 'Delete' }).click();
        await expect(mine).toHaveCount(0);
        ok.check();
    });

    test('queues: paused by whom and since when, nothing begins meanwhile; a type for workers outside is defined, edited and deleted', async ({ page }) => {
        const ok = watch(page);
        await box.api('POST', '/api/v1/users', { email: 'admin@example.test', role: 'admin', password: PASSWORD });
        await page.goto(`${box.url}/admin/jobs/queues`);
        const queues = page.getByRole('region', { name: 'Queues, table' });
        const types = page.getByRole('region', { name: 'Types, table' });
        const network = queues.getByRole('row').filter({ hasText: 'network' });
        await network.getByRole('button', { name: 'Pause network' }).click();
        await expect(network).toContainText('by root@example.test for');
        const job = await call('/paused');
        await expect(network.getByRole('link', { name: '1 pending' })).toBeVisible();
        expect((await read(job.id)).state).toBe('PENDING');
        await network.getByRole('link', { name: '1 pending' }).click();
        await row(page, job).click();
        await expect(panel(page)).toContainText('The queue network is paused by root@example.test');
        await panel(page).getByRole('link', { name: 'Queues' }).click();
        await network.getByRole('button', { name: 'Resume network' }).click();
        await ended(job.id, 'COMPLETED');
        await expect(network).toContainText('Goes on');

        await page.getByRole('button', { name: 'Define a type' }).click();
        await dialog(page).getByLabel('Name', { exact: true }).fill('transcode');
        await dialog(page).getByLabel('Title').fill('Transcode');
        await dialog(page).getByRole('button', { name: 'Add a member' }).click();
        await dialog(page).getByLabel('Member 1: name').fill('film');
        await dialog(page).getByLabel('required').check();
        await dialog(page).getByLabel('Lease').fill('30');
        await inspect(page, 'job-type-new');
        await dialog(page).getByRole('button', { name: 'Define', exact: true }).click();
        const mine = types.getByRole('row').filter({ hasText: 'transcode' });
        await expect(mine).toContainText('Outside workers');
        const made = await enter('transcode', { film: 'a' });
        const leased = await lease('transcode');
        expect(leased.id).toBe(made.id);
        await expect(mine.getByRole('button', { name: 'Delete the type transcode' })).toHaveAttribute('aria-disabled', 'true');
        await complete(leased, null);
        await mine.getByRole('button', { name: 'Edit the type transcode' }).click();
        await expect(dialog(page).getByLabel('Member 1: name')).toHaveValue('film');
        await expect(dialog(page).getByLabel('required')).toBeChecked();
        await expect(dialog(page).getByLabel('Lease')).toHaveValue('30');
        await dialog(page).getByLabel('Title').fill('Transcode films');
        await dialog(page).getByRole('button', { name: 'Save' }).click();
        await expect(mine).toContainText('Transcode films');
        await mine.getByRole('button', { name: 'Delete the type transcode' }).click();
        await dialog(page).getByRole('button', { name: 'Delete' }).click();
        await expect(mine).toHaveCount(0);
        ok.check();
    });
});
