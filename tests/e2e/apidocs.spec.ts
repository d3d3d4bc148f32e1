/* The API's documentation page: for administrators, drawn under the strict CSP, and "try it out" acts with the session. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ADMIN, Box, PASSWORD } from './lib/box';
import { inspect, setTheme, signIn, watch } from './lib/page';

const PAGE = '/api/docs/swagger';
let box: Box;

test.beforeAll(async () => {
    box = await new Box().start();
    for (const role of ['viewer', 'editor', 'admin']) await box.api('POST', '/api/v1/users', { email: `${role}@example.test`, role, password: PASSWORD });
});
test.afterAll(() => box.close());

test('[C9.9] without signing in it is the sign-in page, and then the documentation', async ({ page }) => {
    const ok = watch(page);
    await page.goto(box.url + PAGE);
    await expect(page).toHaveURL(/\/login\?next=/);
    await page.getByLabel('Email').fill(ADMIN);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(box.url + PAGE);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('API');
    await expect(page.locator('.opblock-tag').first()).toBeVisible({ timeout: 30_000 });
    ok.check();
});

for (const role of ['viewer', 'editor']) {
    test(`[C9.9] a ${role} may not open it and sees no way to it`, async ({ page }) => {
        await signIn(page, box, `${role}@example.test`);
        await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Alerts' })).toBeVisible();
        await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API', exact: true })).toHaveCount(0);
        const answer = await page.goto(box.url + PAGE);
        expect(answer?.status()).toBe(403);
        await expect(page.getByText('403: your role may not open this page')).toBeVisible();
        await expect(page.locator('.swagger-ui')).toHaveCount(0);
        expect((await page.request.get(`${box.url}/api/openapi.json`)).status()).toBe(403);
    });
}

test('[C9.9, C10.5] an administrator finds it in the navigation and tries an operation out', async ({ page }) => {
    const ok = watch(page);
    await signIn(page, box, 'admin@example.test');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API', exact: true }).click();
    await expect(page).toHaveURL(box.url + PAGE);
    const docs = page.locator('.swagger-ui');
    await expect(docs.locator('.opblock-tag').first()).toBeVisible({ timeout: 30_000 });
    await expect(docs.getByText('Signing in', { exact: true }).first()).toBeVisible();
    await page.waitForTimeout(300);
    await inspect(page, 'api-docs');

    /* A change: the body comes from the example, the CSRF token by itself. */
    await docs.locator('.opblock-tag', { hasText: 'definitions of services' }).click();
    const create = docs.locator('#operations-services-post-services');
    await create.locator('.opblock-summary-control').click();
    await create.getByRole('button', { name: 'Try it out' }).click();
    const body = create.locator('textarea.body-param__text');
    await expect(body).toHaveValue(/"type"/);
    await body.fill(JSON.stringify({ name: 'Tried out', type: 'push', target: '', interval_seconds: 3600 }));
    const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/api/v1/services'));
    await create.getByRole('button', { name: 'Execute' }).click();
    expect((await sent).headers()['x-csrf-token']).toMatch(/\S{20,}/);
    await expect(create.locator('.live-responses-table tr.response .response-col_status').first()).toContainText('201');
    /* Swagger UI's own markup of an open operation is not ours to mend: it is looked at, the rest of the page is held to axe above. */
    for (const theme of ['dark', 'light'] as const) {
        await setTheme(page, theme);
        await create.screenshot({ path: join(process.env.TEST_OUT ?? '../../build/tests', 'screenshots', `api-docs-tried-${theme}.png`) });
    }
    const made = await box.api('GET', '/api/v1/services?q=Tried%20out');
    expect(made.items.map((s: any) => s.name)).toEqual(['Tried out']);
    ok.check();
});

test('the address of an operation can be shared, and the filter finds a group', async ({ page }) => {
    const ok = watch(page);
    await signIn(page, box);
    await page.goto(`${box.url}${PAGE}#/alerts/get-alerts-history`);
    await expect(page.locator('#operations-alerts-get-alerts-history .opblock-body')).toBeVisible({ timeout: 30_000 });
    await page.getByPlaceholder('Filter by tag').fill('backup');
    await expect(page.locator('.opblock-tag')).toHaveCount(1);
    ok.check();
});

test('[C6.1.1] the control of jobs: found, with who may, the refusals, and an answer', async ({ page }) => {
    test.setTimeout(120_000);
    const ok = watch(page);
    await signIn(page, box, 'admin@example.test');
    await page.goto(`${box.url}${PAGE}#/jobs/post-jobs-by-id-retry`);
    const block = (verb: string) => page.locator('.opblock').filter({ has: page.locator(`[data-path="/api/v1/jobs/{id}/${verb}"]`) });
    const op = block('retry');
    await expect(op.locator('.opblock-body')).toBeVisible({ timeout: 30_000 });
    await expect(op).toContainText('job.control');
    await expect(op).toContainText('JOB_RETRY');
    await expect(op.locator('.response').filter({ hasText: '409' })).toBeVisible();
    for (const verb of ['cancel', 'run']) await expect(block(verb)).toBeVisible();
    ok.check();
});
