/* Every page with data in it, and empty, in both themes and at phone width: axe, no sideways scroll, a picture; no error, no other host, no slow route change. */
import { expect, test } from '@playwright/test';
import { Box, System } from './lib/box';
import { inspect, signIn, watch } from './lib/page';

const PAGES: [string, string, RegExp][] = [
    ['ops', '/ops', /Ops|Operations/],
    ['health', '/admin/health', /Service health/],
    ['dependencies', '/admin/health/dependencies', /Dependencies/],
    ['service-new', '/admin/health/new', /Add a service/],
    ['workers', '/ops/workers', /Workers/],
    ['alerts', '/ops/alerts', /Alerts/],
    ['jobs', '/admin/jobs', /Jobs/],
    ['schedules', '/admin/jobs/schedules', /Schedules/],
    ['queues', '/admin/jobs/queues', /Queues/],
    ['channels', '/admin/channels', /Channels/],
    ['admin', '/admin', /Dashboard/],
    ['system', '/admin/system', /System/],
    ['backup', '/admin/backup', /Backup/],
    ['users', '/admin/users', /Users/],
    ['roles', '/admin/roles', /Roles/],
    ['tenants', '/admin/tenants', /Tenants/],
    ['api-keys', '/admin/api-keys', /API keys/],
    ['audit', '/admin/audit', /Audit/],
    ['about', '/admin/about', /About/],
];

for (const filled of [false, true]) {
    test.describe(filled ? 'with data' : 'empty', () => {
        let box: Box;
        let worker: System;
        test.beforeAll(async () => {
            box = await new Box().start();
            worker = await System.start('worker');
            if (filled) {
                const make = (name: string, more: object) => box.api('POST', '/api/v1/services', { name, type: 'http', target: `http://127.0.0.1:${worker.port}/`, interval_seconds: 2, failures_before_down: 1, ...more });
                const db = await make('Orders database', { type: 'tcp', target: `127.0.0.1:${worker.port}`, tags: ['data'] });
                const api = await make('Orders API', { depends_on: [db.id], tags: ['edge', 'orders'] });
                await make('Storefront', { depends_on: [api.id], tags: ['edge'] });
                await make('Payments', { target: 'http://127.0.0.1:9/', tags: ['edge'] });
                await make('Ledger export', { type: 'push', target: '', interval_seconds: 3600 });
                await make('Intake worker', { type: 'worker', target: `http://127.0.0.1:${worker.port}`, config: { worker_type: 'intake', instance_id: 'intake-1' } });
                await box.api('POST', '/api/v1/services/templates/workers', {});
                await box.api('POST', '/api/v1/alerts/channels', { name: 'On call', channel_type: 'webhook', config: { url: 'http://127.0.0.1:9/hook' } });
                await box.api('POST', '/api/v1/admin/backup', {});
                await box.api('POST', '/api/v1/auth/api-keys', { name: 'Deploy script' });
                const job = (path: string, more: object = {}) => box.api('POST', '/api/v1/jobs', { type: 'http_call', input: { url: `http://127.0.0.1:${worker.port}${path}`, method: 'GET' }, max_attempts: 1, ...more });
                await job('/');
                await job('/', { input: { url: `http://127.0.0.1:${worker.port}/`, expected_status: 418 } });
                await job('/', { run_at: new Date(Date.now() + 3_600_000).toISOString(), subject: { type: 'service', id: api.id } });
                await box.api('POST', '/api/v1/schedules', { name: 'Rebuild the index', type: 'http_call', input: { url: `http://127.0.0.1:${worker.port}/`, method: 'GET' }, interval_seconds: 2 });
                await box.api('PUT', '/api/v1/jobs/types/render', { title: 'Render' });
                await box.api('POST', '/api/v1/jobs/types/render/pause');
                await new Promise((r) => setTimeout(r, 6000));
            }
        });
        test.afterAll(async () => {
            await worker.stop();
            await box.close();
        });

        for (const [name, path, heading] of PAGES) {
            test(`${name} ${filled ? 'with data' : 'empty'}`, async ({ page }) => {
                const ok = watch(page);
                await signIn(page, box);
                await page.goto(box.url + path);
                await expect(page.getByRole('heading', { level: 1 })).toContainText(heading);
                await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
                await page.waitForTimeout(300);
                await inspect(page, filled ? name : `${name}-empty`);
                ok.check();
            });
        }

        if (filled) {
            test('[F2.1.2] the detail panel', async ({ page }) => {
                const ok = watch(page);
                await signIn(page, box);
                await page.goto(`${box.url}/admin/health`);
                await page.getByRole('listitem').filter({ hasText: 'Payments' }).click();
                const panel = page.getByRole('complementary', { name: 'Service Payments' });
                await expect(panel).toContainText('refused');
                await expect(panel.getByTestId('history')).toBeVisible();
                await page.waitForTimeout(800);
                await inspect(page, 'health-detail');
                ok.check();
            });
            test('[F2.1.3] the dependency graph shows who is affected', async ({ page }) => {
                await signIn(page, box);
                await page.goto(`${box.url}/admin/health/dependencies`);
                for (const name of ['Orders database', 'Orders API', 'Storefront']) await expect(page.getByText(name).first()).toBeVisible();
            });
        }
    });
}

test('sign-in page, wrong password, and the way back to where one was', async ({ page }) => {
    const box = await new Box().start();
    try {
        await page.goto(`${box.url}/admin/users?tab=roles`);
        await expect(page).toHaveURL(/\/login/);
        await inspect(page, 'login');
        await page.getByLabel('Email').fill('root@example.test');
        await page.getByLabel('Password', { exact: true }).fill('not the password');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await expect(page.getByRole('alert')).toContainText(/wrong/i);
        await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await expect(page).toHaveURL(/\/admin\/users\?tab=roles/);
    } finally {
        await box.close();
    }
});

test('[R2.1.2, F2.1.5] the box goes away and comes back: the page says so and recovers by itself', async ({ page }) => {
    test.setTimeout(90_000);
    const box = await new Box().start();
    try {
        await signIn(page, box);
        await page.goto(`${box.url}/admin/health`);
        await expect(page.getByTestId('last-updated')).toContainText('Live');
        await page.getByTestId('connection').getByText(/connected/i).waitFor();
        const port = Number(new URL(box.url).port);
        await box.stop();
        await expect(page.getByTestId('connection')).toContainText(/reconnecting|offline/i, { timeout: 15_000 });
        await box.start(port);
        await expect(page.getByTestId('connection')).toContainText(/connected/i, { timeout: 40_000 });
    } finally {
        await box.close();
    }
});
