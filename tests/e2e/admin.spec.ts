/* The administrators' dashboard and the system page, with the real box: live figures, queue depth, alerts, activity, quick actions, charts, errors. */
import { readdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { Box, PASSWORD, System } from './lib/box';
import { signIn, watch } from './lib/page';

let box: Box;
let worker: System;
test.beforeAll(async () => {
    box = await new Box().start();
    worker = await System.start('worker');
    await box.api('POST', '/api/v1/services', { name: 'Orders API', type: 'http', target: `http://127.0.0.1:${worker.port}/`, interval_seconds: 1 });
    await box.api('POST', '/api/v1/users', { email: 'editor@example.test', role: 'editor', password: PASSWORD });
    await box.api('POST', '/api/v1/users', { email: 'tenant-admin@example.test', role: 'admin', password: PASSWORD });
});
test.afterAll(async () => {
    await worker.stop();
    await box.close();
});

const queue = (page: Page, name: string) => page.getByTestId(`queue-${name}`);
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('[C3.1.1, C3.1.2, C10.4] the dashboard refreshes by itself: a paused queue fills as jobs are entered, and empties when it goes on', async ({ page }) => {
    const ok = watch(page);
    await signIn(page, box);
    await page.goto(`${box.url}/admin`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dashboard');
    await expect(queue(page, 'network')).toContainText('0 waiting');
    await page.getByRole('button', { name: 'Pause network' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await expect(queue(page, 'network')).toContainText('Paused');
    await expect(page.getByTestId('updated')).toContainText('Live');
    for (let i = 0; i < 3; i++) await box.api('POST', '/api/v1/jobs', { type: 'http_call', input: { url: `http://127.0.0.1:${worker.port}/` } });
    await expect(queue(page, 'network')).toContainText('3 waiting');
    await expect(page.getByRole('listitem').filter({ hasText: 'Jobs waiting' })).toContainText('3');
    await page.getByRole('button', { name: 'Resume network' }).click();
    await expect(queue(page, 'network')).toContainText('0 waiting', { timeout: 15_000 });
    await expect(queue(page, 'network')).not.toContainText('Paused');
    /* Without anything that happens: the age goes back by itself. */
    const age = () => page.getByTestId('updated').locator('time').getAttribute('title');
    const first = await age();
    await expect.poll(age, { timeout: 20_000 }).not.toBe(first);
    ok.check();
});

test('[C3.1.3, C3.1.4, C3.2.3] an alert, what happened and the status of the parts are shown as they come', async ({ page }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/admin`);
    await expect(panel(page, 'System alerts')).toContainText('No alert is open');
    await box.api('POST', '/api/v1/services', { name: 'Payments', type: 'http', target: 'http://127.0.0.1:9/', interval_seconds: 1, failures_before_down: 1 });
    await expect(panel(page, 'Recent activity')).toContainText('Payments', { timeout: 15_000 });
    await expect(panel(page, 'System alerts').getByRole('link', { name: /Payments/ })).toBeVisible({ timeout: 15_000 });
    await expect(page.getByRole('listitem').filter({ hasText: 'Alerts firing' })).toContainText('1');
    const parts = page.getByRole('list', { name: 'Status of the box' });
    for (const name of ['Database', 'Storage', 'Job queue', 'Notifications', 'Mail', 'Live updates', 'Audit trail']) await expect(parts.getByRole('listitem').filter({ hasText: name })).toContainText('OK');
    await panel(page, 'System alerts').getByRole('link', { name: /Payments/ }).click();
    await expect(page).toHaveURL(/\/ops\/alerts\?alert=/);
});

test('[C3.2.1, C3.2.2] quick actions do what they say, and lead to the pages', async ({ page }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/admin`);
    const actions = panel(page, 'Quick actions');
    await actions.getByRole('button', { name: 'Back up now' }).click();
    await expect(page.getByText('The backup is being made')).toBeVisible();
    await expect.poll(async () => (await box.api('GET', '/api/v1/admin/backup')).items[0]?.status, { timeout: 20_000 }).toBe('ok');
    await expect(panel(page, 'Recent activity')).toContainText('A backup was made', { timeout: 15_000 });

    await actions.getByRole('button', { name: 'Check a service' }).click();
    const dialog = page.getByRole('dialog', { name: 'Check a service now' });
    await dialog.getByLabel('Service').selectOption({ label: 'Orders API (Healthy)' });
    await dialog.getByRole('button', { name: 'Check now' }).click();
    await expect(dialog.getByText('Healthy', { exact: true })).toBeVisible({ timeout: 10_000 });
    await dialog.getByRole('button', { name: 'Close' }).first().click();

    await actions.getByRole('button', { name: 'Discover workers' }).click();
    await expect(page.getByText('Every discovery source is being asked')).toBeVisible();
    await expect.poll(async () => (await box.api('GET', '/api/v1/jobs?type=discovery')).items[0]?.state, { timeout: 10_000 }).toBe('COMPLETED');

    await actions.getByRole('link', { name: 'Invite a user' }).click();
    await expect(page.getByRole('dialog')).toContainText('Invite');
    await page.goBack();
    await actions.getByRole('link', { name: 'Service health' }).click();
    await expect(page).toHaveURL(`${box.url}/admin/health`);
    await page.goto(`${box.url}/admin/health/new`);
    const current = page.getByRole('navigation', { name: 'Main' }).locator('[aria-current="page"]');
    await expect(current).toHaveCount(1);
    await expect(current).toContainText('Service health'); /* not the dashboard, whose path begins alike */
});

test('[C4.1.1, C4.1.2, C4.1.3, C4.1.4, DF022.1, DF022.2, DF022.3, DF022.4] the system page: live figures, charts with ranges, database, threads', async ({ page }) => {
    const ok = watch(page);
    /* Two steps of history. */
    await expect.poll(async () => (await box.api('GET', '/api/v1/admin/system/history')).figures.cpu_pct.filter((v: number | null) => v !== null).length, { timeout: 30_000 }).toBeGreaterThan(1);
    const intervals: unknown[] = [];
    page.on('websocket', (w) => w.on('framesent', (f) => /"topic":"system"/.test(String(f.payload)) && intervals.push(JSON.parse(String(f.payload)).interval_seconds)));
    await signIn(page, box);
    await page.goto(`${box.url}/admin/system`);
    const figures = page.getByTestId('figures');
    for (const [title, what] of [
        ['CPU', /\d+ %.*cores.*load/],
        ['Memory', /iB.*of .*iB.*Binnacle .*MiB/],
        ['Disk', /iB free/],
        ['Throughput', /\/s.*checks\/s.*jobs\/s/],
        ['Error rate', /%.*failed/],
        ['Readers', /\d+ of \d+.*cache hits/],
        ['Threads', /\d+.*open files/],
    ] as const)
        await expect(figures.getByRole('listitem').filter({ hasText: title }).first()).toHaveText(what);
    /* The socket says new ones. */
    const at = () => figures.getAttribute('data-at');
    await expect.poll(at).toBeTruthy();
    const first = await at();
    await expect.poll(at, { timeout: 10_000 }).not.toBe(first);
    await page.getByLabel('Figures every').selectOption('1');
    await expect(page).toHaveURL(/every=1/);
    await expect.poll(() => intervals.at(-1)).toBe(1);

    /* Drawn: there are pixels of the line's colour. */
    for (const title of ['CPU', 'Memory', 'Requests', 'Checks', 'Jobs', 'Writes', 'Readers', 'Cache hits', 'Threads and files']) {
        const canvas = panel(page, title).locator('canvas');
        await canvas.scrollIntoViewIfNeeded();
        await expect.poll(() => canvas.evaluate((c: HTMLCanvasElement) => c.getContext('2d')!.getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 0)), { message: title }).toBe(true);
    }
    await page.getByRole('group', { name: 'Time range' }).getByRole('button', { name: '30 d' }).click();
    await expect(page).toHaveURL(/range=30d/);
    await expect(panel(page, 'CPU')).toContainText('Not enough is known of this range yet');
    await page.getByRole('group', { name: 'Time range' }).getByRole('button', { name: '1 h', exact: true }).click();
    await expect(panel(page, 'CPU').locator('canvas')).toBeVisible();

    const database = panel(page, 'Database');
    await expect(database).toContainText('writable');
    await expect(database).toContainText(/in use of \d+ open/);
    await expect(database).toContainText('binnacle.db-wal');
    await database.getByRole('button', { name: /^All \d+ tables$/ }).click();
    await expect(database.getByRole('row').filter({ hasText: 'service_dependency' })).toContainText('KiB');
    await expect(panel(page, 'Threads')).toContainText('store-writer');
    ok.check();
});

test('[C4.1.3, DF022.3] what went wrong is listed once, with how often and the last request', async ({ page }) => {
    const { id } = await box.api('POST', '/api/v1/admin/backup', {});
    await expect.poll(async () => (await box.api('GET', `/api/v1/admin/backup/${id}`)).status, { timeout: 20_000 }).toBe('ok');
    const dir = join(box.data, 'backups');
    for (const f of readdirSync(dir)) {
        unlinkSync(join(dir, f));
        symlinkSync(f, join(dir, f)); /* cannot be opened */
    }
    for (let i = 0; i < 2; i++) await expect(box.api('GET', `/api/v1/admin/backup/${id}/download`)).rejects.toThrow(/500/);
    await signIn(page, box);
    await page.goto(`${box.url}/admin/system?errors=error`);
    const errors = panel(page, 'Latest errors');
    const line = errors.getByRole('listitem').filter({ hasText: 'a request failed' });
    await expect(line).toHaveCount(1);
    await expect(line).toContainText('2×');
    await line.getByText('a request failed').first().click();
    await expect(line).toContainText('cannot open the backup');
    await expect(line).toContainText('backup/#/download');
    await errors.getByRole('button', { name: 'Warnings' }).click();
    await expect(line).toHaveCount(0);
});

test('[C3.2.1] who may not do it is not offered it', async ({ page }) => {
    await signIn(page, box, 'tenant-admin@example.test');
    await page.goto(`${box.url}/admin`);
    const actions = panel(page, 'Quick actions');
    await expect(actions.getByRole('button', { name: 'Check a service' })).toBeVisible();
    await expect(actions.getByRole('button', { name: 'Back up now' })).toHaveCount(0);
    await expect(actions.getByRole('button', { name: 'Clean up now' })).toHaveCount(0);
    await page.goto(`${box.url}/login`);
    await page.context().clearCookies();
    await signIn(page, box, 'editor@example.test');
    await page.goto(`${box.url}/admin`);
    await expect(page.getByText('403: your role may not open this page')).toBeVisible();
});
