/* The life of a tenant as people live it: made, switched to, renamed, suspended and resumed before the eyes of its users, exported, deleted; members with a role in each; roles of its own. */
import { readFileSync } from 'node:fs';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { Box, PASSWORD } from './lib/box';
import { inspect, signIn, watch } from './lib/page';

let box: Box;
test.beforeAll(async () => {
    box = await new Box().start();
    await box.api('PATCH', '/api/v1/preferences', { tour: { state: 'dismissed' } });
    await box.api('POST', '/api/v1/services', { name: 'Only of default', type: 'push', target: '', interval_seconds: 3600 });
});
test.afterAll(() => box.close());
test.describe.configure({ mode: 'serial', timeout: 180_000 });

const nav = (page: Page) => page.getByRole('navigation', { name: 'Main' });
const account = (page: Page) => page.getByRole('button', { name: /^Account/ });
const tenants = (page: Page) => page.getByRole('region', { name: 'Tenants, table' });

async function switchTo(page: Page, name: string): Promise<void> {
    await account(page).click();
    await page.getByRole('menuitemcheckbox', { name, exact: true }).click();
    await expect(account(page)).toHaveAccessibleName(new RegExp(`, ${name}$`));
    await expect(page.getByTestId('connection')).toContainText(/connected/i, { timeout: 30_000 });
}

async function another(browser: Browser): Promise<Page> {
    return (await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', viewport: { width: 1440, height: 900 } })).newPage();
}

test('[P10-29.9] a tenant is made, switched to, filled and renamed; nothing of another is in it', async ({ page }) => {
    const ok = watch(page);
    await signIn(page, box);
    await page.goto(`${box.url}/admin/tenants`);
    await page.getByRole('button', { name: 'Make a tenant' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make a tenant' });
    await dialog.getByLabel('Name').fill('default');
    await dialog.getByRole('button', { name: 'Make' }).click();
    await expect(dialog.getByRole('alert')).toBeVisible(); /* there is one of that name */
    await dialog.getByLabel('Name').fill('Blu Works');
    await dialog.getByRole('button', { name: 'Make' }).click();
    await expect(tenants(page).getByRole('row').filter({ hasText: 'Blu Works' })).toContainText('In use');

    await page.getByRole('button', { name: 'Change Blu Works' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Blue Works');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(tenants(page)).toContainText('Blue Works');
    await expect(tenants(page)).not.toContainText('Blu Works');

    await page.goto(`${box.url}/admin/health`);
    await expect(page.getByRole('listitem').filter({ hasText: 'Only of default' })).toBeVisible();
    await switchTo(page, 'Blue Works');
    await expect(page).toHaveURL(/\/admin\/health$/); /* the address stays */
    await expect(page.getByRole('heading', { name: 'Nothing is watched yet' })).toBeVisible();
    await expect(page.getByText('Only of default')).toHaveCount(0);
    await page.getByRole('button', { name: /Search pages/ }).click();
    await page.getByRole('combobox', { name: 'Command palette' }).fill('Only of default');
    await expect(page.getByRole('dialog', { name: 'Command palette' })).toContainText('Nothing matches');
    await page.keyboard.press('Escape');
    await page.reload();
    await expect(account(page)).toHaveAccessibleName(/, Blue Works$/); /* and over a reload */

    await page.goto(`${box.url}/admin/users`);
    await page.getByRole('button', { name: 'Add a user' }).click();
    const add = page.getByRole('dialog', { name: 'Add a user' });
    await add.getByLabel('Email').fill('bea@example.test');
    await add.getByLabel('Role').selectOption('admin');
    await add.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await add.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Users, table' })).toContainText('bea@example.test');
    await switchTo(page, 'default');
    await expect(page.getByRole('region', { name: 'Users, table' })).toContainText('root@example.test');
    await expect(page.getByText('bea@example.test')).toHaveCount(0);
    ok.check();
});

test('[DT011, DT013] a user in two tenants has a role in each, and what is shown goes by it', async ({ page, browser }) => {
    await box.api('POST', '/api/v1/users', { email: 'mel@example.test', name: 'Mel', role: 'viewer', password: PASSWORD });
    await signIn(page, box);
    await page.goto(`${box.url}/admin/tenants`);
    await page.getByRole('button', { name: 'Add a member to Blue Works' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a member to Blue Works' });
    await dialog.getByLabel('Email').fill('nobody@example.test');
    await dialog.getByLabel('Role').selectOption('admin');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expect(dialog.getByRole('alert')).toContainText('no account');
    await dialog.getByLabel('Email').fill('mel@example.test');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expect(dialog).toBeHidden();

    const mel = await another(browser);
    const ok = watch(mel);
    await signIn(mel, box, 'mel@example.test');
    await expect(nav(mel).getByRole('link', { name: 'Service health' })).toBeVisible();
    await expect(nav(mel).getByRole('link', { name: 'Users' })).toHaveCount(0);
    await account(mel).click();
    await expect(mel.getByRole('menu')).toContainText('viewer · tenant default');
    await inspect(mel, 'tenant-switcher');
    await mel.keyboard.press('Escape');
    await switchTo(mel, 'Blue Works');
    await nav(mel).getByRole('link', { name: 'Users' }).click();
    const users = mel.getByRole('region', { name: 'Users, table' });
    await expect(users.getByRole('row').filter({ hasText: 'mel@example.test' })).toContainText('guest from another tenant');
    await expect(users.getByRole('row').filter({ hasText: 'bea@example.test' })).toBeVisible();
    await expect(users).not.toContainText('root@example.test');
    await inspect(mel, 'users-two-tenants');
    await mel.goto(`${box.url}/account`);
    const places = mel.getByRole('region', { name: 'Tenants' });
    await expect(places.getByRole('listitem').filter({ hasText: 'default' })).toContainText('viewer');
    await expect(places.getByRole('listitem').filter({ hasText: 'Blue Works' })).toContainText('admin · here now');
    await mel.goto(`${box.url}/admin/users`);
    await switchTo(mel, 'default');
    await expect(mel.getByText('403: your role may not open this page')).toBeVisible(); /* the address stayed, the role did not */
    ok.check();
    await mel.context().close();
});

test('[P10-29.9] a tab follows when another one goes to another tenant', async ({ page, context }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/admin/health`);
    await expect(page.getByRole('listitem').filter({ hasText: 'Only of default' })).toBeVisible();
    await expect(page.getByTestId('connection')).toContainText(/connected/i);
    const other = await context.newPage();
    await other.goto(`${box.url}/admin/about`);
    await switchTo(other, 'Blue Works');
    await expect(account(page)).toHaveAccessibleName(/, Blue Works$/, { timeout: 30_000 });
    await expect(page.getByText('Only of default')).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'Nothing is watched yet' })).toBeVisible();
    await other.keyboard.press('Control+k');
    await other.keyboard.type('tenant default');
    await other.keyboard.press('Enter');
    await expect(account(other)).toHaveAccessibleName(/, default$/);
    await expect(page.getByRole('listitem').filter({ hasText: 'Only of default' })).toBeVisible({ timeout: 30_000 });
});

test("[DF024.2] a tenant's defaults hold from the switch on", async ({ page }) => {
    await signIn(page, box);
    await switchTo(page, 'Blue Works');
    await page.goto(`${box.url}/account/preferences`);
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('light');
    await page.getByRole('button', { name: 'Make these the tenant’s defaults…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /defaults/i }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByRole('region', { name: 'Theme' }).getByRole('button', { name: 'Reset' }).click();
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await expect.poll(async () => (await box.api('GET', '/api/v1/preferences')).changed).not.toContain('theme.theme');
    await expect.poll(theme).toBe('light');
    await switchTo(page, 'default');
    await expect.poll(theme).toBe('dark');
    await switchTo(page, 'Blue Works');
    await expect.poll(theme).toBe('light');
    await switchTo(page, 'default');
});

test("[DT011, DT014] a role of the tenant's own: made, given, changed in the matrix with who is affected, and gone", async ({ page, browser }) => {
    await box.api('POST', '/api/v1/users', { email: 'nora@example.test', role: 'viewer', password: PASSWORD });
    const ok = watch(page);
    await signIn(page, box);
    await page.goto(`${box.url}/admin/roles`);
    await page.getByRole('button', { name: 'Make a role' }).click();
    const make = page.getByRole('dialog', { name: 'Make a role' });
    await make.getByLabel('Name').fill('night shift');
    await make.getByLabel('What it is for').fill('Looks after alerts at night');
    for (const p of ['ops.read', 'service.read', 'alert.read']) await make.getByLabel(p, { exact: true }).check();
    await expect(make.getByLabel('tenant.write', { exact: true })).toBeDisabled(); /* the box's */
    await inspect(page, 'role-editor');
    await make.getByRole('button', { name: 'Make' }).click();
    const matrix = page.getByRole('region', { name: 'What each role may do, table' });
    const column = async () => (await matrix.getByRole('columnheader').allTextContents()).indexOf('night shift');
    await expect.poll(column).toBeGreaterThan(0);
    const cell = async (p: string) => matrix.getByRole('row').filter({ has: page.getByText(p, { exact: true }) }).getByRole('cell').nth(await column());
    await expect(await cell('alert.read')).toHaveText('Yes');
    await expect(await cell('alert.ack')).toHaveText('no');
    await inspect(page, 'roles-own');

    await page.goto(`${box.url}/admin/users`);
    await page.getByLabel('Role of nora@example.test').selectOption('night shift');
    await expect(page.getByText('is night shift')).toBeVisible();
    const nora = await another(browser);
    await signIn(nora, box, 'nora@example.test');
    await expect(nav(nora).getByRole('link')).toHaveText(['Ops home', 'Service health', 'Dependencies', 'Workers', 'Alerts', 'About']);

    await page.goto(`${box.url}/admin/roles`);
    await expect(page.getByRole('button', { name: 'Delete night shift' })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('button', { name: 'Edit night shift' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit night shift' });
    await edit.getByLabel('alert.ack', { exact: true }).check();
    await edit.getByLabel('alert.config', { exact: true }).check();
    await edit.getByLabel('ops.read', { exact: true }).uncheck();
    await expect(edit.getByRole('status')).toContainText('At once for nora@example.test: gains alert.ack, alert.config; loses ops.read');
    await edit.getByRole('button', { name: 'Save' }).click();
    await expect(edit).toBeHidden();
    await expect(await cell('alert.ack')).toHaveText('Yes');
    await expect(await cell('ops.read')).toHaveText('no');
    await nora.goto(`${box.url}/`);
    await expect(nora).toHaveURL(/\/admin\/health$/); /* the Ops home is no more for them */
    await expect(nav(nora).getByRole('link')).toHaveText(['Service health', 'Dependencies', 'Workers', 'Alerts', 'Channels', 'About']);
    await nora.context().close();

    await page.goto(`${box.url}/admin/users`);
    await page.getByLabel('Role of nora@example.test').selectOption('viewer');
    await expect(page.getByText('is viewer')).toBeVisible();
    await page.goto(`${box.url}/admin/roles`);
    await page.getByRole('button', { name: 'Delete night shift' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(matrix).not.toContainText('night shift');
    ok.check();
});

test('[P10-29.9] suspended, its users are out at once and told why; resumed, they are back; deleted only exported and with its name typed', async ({ page, browser }) => {
    test.setTimeout(120_000);
    const bea = await another(browser);
    await signIn(bea, box, 'bea@example.test');
    await bea.goto(`${box.url}/ops/alerts`);
    await expect(bea.getByTestId('connection')).toContainText(/connected/i);

    await signIn(page, box);
    await page.goto(`${box.url}/admin/tenants`);
    await expect(page.getByRole('button', { name: 'Suspend default' })).toHaveAttribute('title', 'The default tenant stays');
    await expect(page.getByRole('button', { name: 'Delete Blue Works' })).toHaveAttribute('title', 'Suspend it first, then export it');
    await page.getByRole('button', { name: 'Suspend Blue Works' }).click();
    const ask = page.getByRole('dialog', { name: 'Suspend the tenant' });
    await expect(ask).toContainText('2 members are signed out');
    await inspect(page, 'tenant-suspend');
    await ask.getByRole('button', { name: 'Suspend' }).click();
    await expect(tenants(page).getByRole('row').filter({ hasText: 'Blue Works' })).toContainText('Suspended');
    await inspect(page, 'tenants-suspended');

    await expect(bea).toHaveURL(/\/login\?next=%2Fops%2Falerts/, { timeout: 60_000 });
    await expect(bea.getByText('Your session ended')).toBeVisible();
    await bea.getByLabel('Email').fill('bea@example.test');
    await bea.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await bea.getByRole('button', { name: 'Sign in' }).click();
    await expect(bea.getByText('the tenant Blue Works is suspended')).toBeVisible();
    await inspect(bea, 'login-suspended');
    /* A member of another tenant too is let in there, and sees what became of this one. */
    const mel = await another(browser);
    await signIn(mel, box, 'mel@example.test');
    await account(mel).click();
    await expect(mel.getByRole('menuitemcheckbox', { name: 'Blue Works (suspended)' })).toHaveAttribute('aria-disabled', 'true');
    await mel.context().close();

    await page.getByRole('button', { name: 'Resume Blue Works' }).click();
    await expect(tenants(page).getByRole('row').filter({ hasText: 'Blue Works' })).toContainText('In use');
    await bea.getByRole('button', { name: 'Sign in' }).click();
    await expect(bea).toHaveURL(/\/ops\/alerts$/);
    await bea.context().close();

    await page.getByRole('button', { name: 'Suspend Blue Works' }).click();
    await ask.getByRole('button', { name: 'Suspend' }).click();
    const gone = page.getByRole('button', { name: 'Delete Blue Works' });
    await expect(gone).toHaveAttribute('title', 'Export it first, since it was suspended');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export Blue Works' }).click();
    const lines = readFileSync((await (await download).path())!, 'utf8').trim().split('\n').map((l) => JSON.parse(l));
    expect(lines.some((l) => JSON.stringify(l).includes('bea@example.test'))).toBe(true);
    expect(lines.some((l) => JSON.stringify(l).includes('Only of default'))).toBe(false);
    await expect(gone).not.toHaveAttribute('aria-disabled', 'true', { timeout: 30_000 });
    await gone.click();
    const last = page.getByRole('dialog', { name: 'Delete the tenant' });
    await expect(last.locator('.hazard')).toBeVisible();
    const verb = last.getByRole('button', { name: 'Delete for good' });
    await last.getByRole('textbox').fill('blue works');
    await expect(verb).toHaveAttribute('aria-disabled', 'true');
    await last.getByRole('textbox').fill('Blue Works');
    await inspect(page, 'tenant-delete');
    await verb.click();
    await expect(tenants(page)).not.toContainText('Blue Works');
    await account(page).click();
    await expect(page.getByRole('menu')).not.toContainText('Blue Works');
});
