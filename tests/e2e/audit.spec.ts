/* The audit trail as a person reads it: what was done, by whom, what changed; whether the chain is unbroken, and where its head is kept. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Box } from './lib/box';
import { inspect, signIn, watch } from './lib/page';

test.describe('audit', () => {
    let box: Box;
    let service: { id: string };
    test.beforeAll(async () => {
        box = await new Box().start();
        service = await box.api('POST', '/api/v1/services', { name: 'Orders API', type: 'push', target: '', interval_seconds: 60, tags: ['edge'] });
        await box.api('PATCH', `/api/v1/services/${service.id}`, { interval_seconds: 90, tags: ['edge', 'orders'] });
        await box.api('POST', '/api/v1/alerts/channels', { name: 'On call', channel_type: 'webhook', config: { url: 'http://127.0.0.1:9/hook', secret: 'never to be seen' } });
        await box.api('POST', '/api/v1/auth/api-keys', { name: 'Deploy script' });
        await fetch(`${box.url}/api/v1/auth/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email: 'guess@example.test', password: 'not the password' }) });
    });
    test.afterAll(() => box.close());

    test('[C5.1.4] find who changed something, see what changed, follow it to the object and to the rest of the request', async ({ page }) => {
        const ok = watch(page);
        await signIn(page, box);
        await page.goto(`${box.url}/admin/audit`);
        const table = page.getByRole('region', { name: 'Audit trail, table' });
        await expect(table.getByRole('row').filter({ hasText: 'service.update' })).toContainText('Orders API');
        await inspect(page, 'audit-trail');
        await page.getByRole('combobox', { name: 'Actions' }).selectOption('service.*');
        await expect(page).toHaveURL(/action=service/);
        await expect(table).not.toContainText('auth.login');
        await table.getByRole('link', { name: 'service.update' }).click();
        const row = page.getByTestId('audit-row');
        await expect(row).toContainText('root@example.test');
        await expect(row.getByRole('row').filter({ hasText: 'interval_seconds' })).toContainText('60');
        await expect(row.getByRole('row').filter({ hasText: 'interval_seconds' })).toContainText('90');
        await inspect(page, 'audit-row');
        await row.getByRole('link', { name: 'all that it did' }).click();
        await expect(page).toHaveURL(/request=/);
        await expect(table.getByRole('row')).toHaveCount(2);
        await page.goBack();
        await page.getByTestId('audit-row').getByRole('link', { name: 'Orders API' }).click();
        await expect(page.getByRole('complementary', { name: 'Service Orders API' })).toBeVisible();
        const mine = page.getByTestId('who-changed-it');
        await expect(mine).toContainText('service.update');
        await expect(mine).toContainText('root@example.test');
        ok.check();
    });

    test('[C5.1.4] filters: text, result, time; nothing matches; clear', async ({ page }) => {
        await signIn(page, box);
        await page.goto(`${box.url}/admin/audit`);
        const table = page.getByRole('region', { name: 'Audit trail, table' });
        await page.getByRole('combobox', { name: 'Result' }).selectOption('refused');
        await expect(table.getByRole('row').filter({ hasText: 'auth.login' }).first()).toContainText('Refused 401');
        await expect(table).not.toContainText('service.create');
        await page.getByRole('combobox', { name: 'Time' }).selectOption('24h');
        await expect(table).toContainText('auth.login');
        await page.getByRole('searchbox', { name: "Object's name or who" }).fill('there is no such thing');
        await expect(page.getByText('Nothing matches')).toBeVisible();
        await page.getByRole('button', { name: 'Clear the filters' }).click();
        await expect(table).toContainText('service.create');
        await page.goto(`${box.url}/admin/audit?q=orders&action=service.create`);
        await expect(table.getByRole('row')).toHaveCount(2); /* a link holds the view */
    });

    test('[C5.1.4] new rows come by themselves, and the export is what the filters leave', async ({ page }) => {
        await signIn(page, box);
        await page.goto(`${box.url}/admin/audit?action=channel.*`);
        await expect(page.getByRole('region', { name: 'Audit trail, table' })).toContainText('channel.create');
        await page.getByTestId('connection').getByText(/connected/i).waitFor();
        await box.api('POST', '/api/v1/alerts/channels', { name: 'Second', channel_type: 'webhook', config: { url: 'http://127.0.0.1:9/two' } });
        await page.getByRole('button', { name: /new rows?: show/ }).click();
        await expect(page.getByRole('region', { name: 'Audit trail, table' })).toContainText('Second');
        const download = page.waitForEvent('download');
        await page.getByRole('link', { name: 'CSV' }).click();
        const text = readFileSync((await (await download).path())!, 'utf8');
        expect(text.split('\r\n').filter(Boolean)).toHaveLength(3);
        expect(text).not.toContain('never to be seen');
    });

    test('[C9.3] the chain is verified, its head is kept elsewhere and checked, and pruning asks first', async ({ page }) => {
        const ok = watch(page);
        await signIn(page, box);
        await page.goto(`${box.url}/admin/audit?tab=integrity`);
        await page.getByRole('button', { name: 'Verify everything' }).click();
        await expect(page.getByText('Unbroken', { exact: true })).toBeVisible({ timeout: 30_000 });
        await page.getByRole('button', { name: 'Add a sink' }).first().click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Name').fill('Safe');
        await dialog.getByLabel('URL').fill('http://127.0.0.1:9/heads');
        await dialog.getByRole('button', { name: 'Add', exact: true }).click();
        const sinks = page.getByRole('region', { name: 'Sinks, table' });
        await expect(sinks).toContainText('http://127.0.0.1:9/heads');
        await page.getByRole('button', { name: 'Write out now' }).click();
        await expect(page.getByRole('region', { name: 'Receipts, table' })).toContainText('Safe');
        await expect(sinks).toContainText('Failed');
        const head = await box.api('GET', '/api/v1/audit/head');
        await page.getByLabel('What was kept').fill(JSON.stringify(head));
        await page.getByRole('button', { name: 'Check', exact: true }).click();
        await expect(page.getByText(/unbroken, 1 head fit/)).toBeVisible();
        await page.getByLabel('What was kept').fill(`${head.seq}:${'0'.repeat(64)}`);
        await page.getByRole('button', { name: 'Check', exact: true }).click();
        await expect(page.getByText(/is not the one that the head given names/).first()).toBeVisible();
        await page.getByLabel('Rows older than').fill('2020-01-01');
        await page.getByRole('button', { name: 'Count them' }).click();
        await expect(page.getByText('No row is older.')).toBeVisible();
        await inspect(page, 'audit-integrity');
        ok.check();
    });
});
