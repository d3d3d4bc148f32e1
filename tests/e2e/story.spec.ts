/*
 * The main story, as a newcomer lives it: claim the box, add services, kill them, see the cards turn red without touching the page, get the webhook,
 * bring them back, and find the outage in the history after a restart, a backup and a restore.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { Box, PASSWORD, System } from './lib/box';
import { inspect, signIn, watch } from './lib/page';

const OWNER = 'owner@example.test';

async function addService(page: Page, name: string, type: string, label: string, target: string): Promise<void> {
    await page.goto(new URL('/admin/health/new', page.url()).href);
    await page.getByLabel('Type', { exact: true }).selectOption(type);
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel(label, { exact: true }).fill(target);
    await page.getByLabel('Interval').fill('1');
    await page.getByLabel('Timeout').fill('2000');
    await page.getByLabel('Failures before down').fill('1');
    await page.getByRole('button', { name: /^Test/ }).click();
    await expect(page.getByRole('status', { name: 'Result of the check' })).toContainText('Healthy');
    await page.getByRole('button', { name: /^(Add|Save|Create)/ }).click();
    await expect(page).toHaveURL(/\/admin\/health(\?|$)/);
}

const card = (page: Page, name: string) => page.getByRole('list', { name: 'Services' }).getByRole('listitem').filter({ hasText: name });

test('[F2.1.1, F2.1.2, F2.1.4, F2.1.5, I2.1.1, I2.1.2] claim, watch, break, notice, repair, restart, back up, restore', async ({ page }) => {
    test.setTimeout(300_000);
    const ok = watch(page);
    const box = await new Box(false).start();
    const [worker, redis, kafka, sink] = await Promise.all([System.start('worker'), System.start('redis'), System.start('kafka', '--dir', mkdtempSync(join(tmpdir(), 'binnacle-kafka-'))), System.start('sink')]);
    try {
        await test.step('claim the box with the link of the console', async () => {
            await page.goto(box.url + (await box.claimPath()));
            await inspect(page, 'claim');
            await page.getByLabel('Email').fill(OWNER);
            await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
            await page.getByLabel('Password again').fill(PASSWORD);
            await page.getByRole('button', { name: 'Claim' }).click();
            await expect(page).toHaveURL(/\/ops/);
        });

        await test.step('say where the alerts go', async () => {
            await page.goto(`${box.url}/admin/channels`);
            await page.getByRole('button', { name: /Add a channel|New channel|Add channel/ }).first().click();
            await page.getByLabel('Name', { exact: true }).fill('On call');
            await page.getByLabel('URL', { exact: false }).first().fill(`http://127.0.0.1:${sink.port}/hook`);
            await page.getByRole('button', { name: /^(Add|Save|Create)/ }).last().click();
            await expect(page.getByText('On call').first()).toBeVisible();
        });

        await test.step('add a worker, a Redis and a Kafka broker, each tried before it is saved', async () => {
            await addService(page, 'Intake', 'worker', 'Base URL', `http://127.0.0.1:${worker.port}`);
            await addService(page, 'Sessions', 'redis', 'Host and port', `127.0.0.1:${redis.port}`);
            await addService(page, 'Events', 'kafka', 'Brokers', `127.0.0.1:${kafka.port}`);
            await page.goto(`${box.url}/admin/health`);
            for (const name of ['Intake', 'Sessions', 'Events']) await expect(card(page, name)).toContainText('Healthy', { timeout: 20_000 });
        });

        for (const [name, system] of [['Intake', worker], ['Sessions', redis], ['Events', kafka]] as const) {
            await test.step(`kill ${name}: its card turns red by itself and comes first; bring it back`, async () => {
                await system.stop();
                await expect(card(page, name)).toContainText('Unhealthy', { timeout: 15_000 });
                await expect(page.getByRole('list', { name: 'Services' }).getByRole('listitem').first()).toContainText(name);
                await expect.poll(async () => (await sink.get('/received')).filter((r: any) => r.body.includes('alert.firing') && r.body.includes(name)).length, { timeout: 15_000 }).toBeGreaterThan(0);
                await system.startAgain();
                await expect(card(page, name)).toContainText('Healthy', { timeout: 30_000 });
                await expect.poll(async () => (await sink.get('/received')).filter((r: any) => r.body.includes('alert.resolved') && r.body.includes(name)).length, { timeout: 15_000 }).toBeGreaterThan(0);
            });
        }

        const outage = async () => {
            await page.goto(`${box.url}/admin/health`);
            await card(page, 'Intake').click();
            const panel = page.getByRole('complementary', { name: 'Service Intake' });
            await expect(panel.getByTestId('history')).toContainText('Unhealthy');
            return panel;
        };
        await test.step('the outage is in the history, with a check at once', async () => {
            const panel = await outage();
            await panel.getByRole('button', { name: 'Check now' }).click();
            await expect(panel.getByRole('status', { name: 'Result of the check' })).toContainText('Healthy');
        });

        await test.step('it is still there after a restart', async () => {
            await box.restart();
            await outage();
        });

        await test.step('and after a backup and a restore', async () => {
            const file = join(box.scratch, 'box.backup');
            await box.cli('backup', file);
            await box.stop();
            await box.cli('restore', file, '--force');
            await box.start(Number(new URL(box.url).port));
            await signIn(page, box, OWNER, PASSWORD); // nobody stays signed in across a restore
            await outage();
        });
        ok.check();
    } finally {
        await Promise.all([worker.stop(), redis.stop(), kafka.stop(), sink.stop()]);
        await box.close();
    }
});
