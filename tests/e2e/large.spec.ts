/* 2,000 services and 400 workers, checked every 20 s: pages are there at once, draw only what is seen, and stay live. */
import { expect, test } from '@playwright/test';
import { Box, System } from './lib/box';
import { inspect, signIn, watch } from './lib/page';

const SERVICES = 2000;
const WORKERS = 400;
const DRAWN = 150; /* cards in the document, whatever there is */
const ROWS = 300; /* of a table, before more are asked for */

let box: Box;
let worker: System;

test.beforeAll(async () => {
    box = await new Box().start();
    worker = await System.start('worker');
    const number = (i: number) => String(i).padStart(4, '0');
    const items: object[] = [];
    for (let i = 0; i < SERVICES; i++)
        items.push({ name: `service ${number(i)}`, type: 'http', target: i % 400 === 7 ? 'http://127.0.0.1:9/' : `http://127.0.0.1:${worker.port}/${i}`, interval_seconds: 20, failures_before_down: 1, tags: [`group ${i % 20}`] });
    for (let i = 0; i < WORKERS; i++)
        items.push({ name: `worker ${number(i)}`, type: 'worker', target: `http://127.0.0.1:${worker.port}`, interval_seconds: 20, config: { worker_type: `kind-${i % 7}`, instance_id: `instance-${number(i)}` } });
    for (let i = 0; i < items.length; i += 500) await box.api('POST', '/api/v1/services/import', { items: items.slice(i, i + 500) });
    await expect
        .poll(async () => ((await box.api('GET', '/api/v1/admin/health/summary')) as { counts: { unknown?: number } }).counts.unknown ?? 0, { timeout: 90_000, intervals: [1000] })
        .toBe(0);
});
test.afterAll(async () => {
    await worker.stop();
    await box.close();
});

test('[F2.1.1] the grid at 2,000: failed first, drawn where it is seen, to the last one, filtered, grouped, and live', async ({ page }) => {
    const ok = watch(page);
    await signIn(page, box);
    await page.goto(`${box.url}/admin/health`);
    const cards = page.locator('[data-card]');
    await expect(page.getByRole('button', { name: /^All 2,401/ })).toBeVisible();
    await expect(cards.first()).toContainText('service 0007');
    await expect(page.getByRole('button', { name: /^Unhealthy 5/ })).toBeVisible();
    expect(await cards.count()).toBeLessThan(DRAWN);
    await inspect(page, 'health-2000');

    /* To the end: what is read page by page arrives, and no more is drawn than before. */
    await expect(async () => {
        await page.keyboard.press('End');
        await expect(page.locator('[data-card="2400"]')).toBeVisible({ timeout: 300 });
    }).toPass({ timeout: 60_000 });
    expect(await cards.count()).toBeLessThan(DRAWN);
    await page.keyboard.press('Home');
    await expect(page.locator('[data-card="0"]')).toBeVisible();

    await page.getByLabel('Search services').fill('service 1234');
    await expect(cards).toHaveCount(1);
    await expect(page).toHaveURL(/q=service/);
    await page.getByLabel('Search services').fill('');
    await page.getByLabel('Filter by tag').selectOption('group 3');
    await expect(cards.first()).toContainText(/service \d*[0246813579]3/);
    await page.getByLabel('Filter by tag').selectOption('');

    /* One of them fails: it is first, without a touch. */
    const one = ((await box.api('GET', '/api/v1/admin/health/services?q=service%201999')) as { items: { id: string }[] }).items[0]!;
    await box.api('PATCH', `/api/v1/services/${one.id}`, { target: 'http://127.0.0.1:9/', interval_seconds: 1 });
    await expect(page.getByRole('list', { name: 'Services' }).locator('[data-card]', { hasText: 'service 1999' })).toBeVisible({ timeout: 30_000 });
    ok.check();
});

for (const [name, path, heading] of [
    ['ops', '/ops', /Ops|Operations/],
    ['workers', '/ops/workers', /Workers/],
    ['dependencies', '/admin/health/dependencies', /Dependencies/],
    ['alerts', '/ops/alerts', /Alerts/],
    ['admin', '/admin', /Dashboard/],
] as [string, string, RegExp][])
    test(`[F2.1.1] ${name} at 2,000 services`, async ({ page }) => {
        const ok = watch(page);
        await signIn(page, box);
        await page.goto(`${box.url}${path}`);
        await expect(page.getByRole('heading', { level: 1 })).toContainText(heading);
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        expect(await page.locator('main tbody tr').count(), 'rows').toBeLessThanOrEqual(ROWS);
        expect(await page.locator('main *').count(), 'elements').toBeLessThan(30 * ROWS);
        await inspect(page, `${name}-2000`);
        ok.check();
    });
