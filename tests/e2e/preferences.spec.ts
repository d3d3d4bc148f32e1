/* Preferences, notices, shortcuts, the tour, and getting along without a mouse, as a person lives them. */
import { expect, type Page, test } from '@playwright/test';
import { ADMIN, Box, PASSWORD } from './lib/box';
import { inspect, setTheme, signIn, watch } from './lib/page';

let box: Box;
test.beforeAll(async () => {
    box = await new Box().start();
    await box.api('PATCH', '/api/v1/preferences', { tour: { state: 'dismissed' } });
});
test.afterAll(() => box.close());
test.beforeEach(async () => {
    await box.api('POST', '/api/v1/preferences/reset', { names: ['theme', 'accessibility', 'regional', 'dashboard', 'notifications'] });
});

const root = (page: Page, name: string) => page.evaluate((n) => document.documentElement.dataset[n], name);
const stored = () => box.api('GET', '/api/v1/preferences');

test('[DF024.2] the page in both themes and on a phone', async ({ page }) => {
    const ok = watch(page);
    await signIn(page, box);
    await page.goto(`${box.url}/account/preferences`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Preferences');
    await expect(page.getByLabel('Alerts', { exact: true })).toBeVisible();
    await inspect(page, 'preferences');
    ok.check();
});

test('[DF024.1, DF024.2] a theme holds at once, in another tab, after a reload without a flash, and in a new browser', async ({ page, context, browser }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/account/preferences`);
    const other = await context.newPage();
    await other.goto(`${box.url}/ops`);
    await expect(other.getByTestId('connection')).toContainText(/connected/i);
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('light');
    expect(await root(page, 'theme')).toBe('light');
    await expect.poll(() => root(other, 'theme')).toBe('light');
    await expect.poll(async () => (await stored()).theme.theme).toBe('light');
    /* The first paint: before the application's own script has run. */
    let open = () => {};
    const gate = new Promise<void>((go) => (open = go));
    await page.route('**/assets/*.js', async (r) => {
        await gate;
        await r.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    await page.waitForFunction(() => document.documentElement.dataset.density !== undefined);
    expect(await root(page, 'theme')).toBe('light');
    open();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Preferences');
    const fresh = await (await browser.newContext()).newPage();
    await signIn(fresh, box);
    await expect.poll(() => root(fresh, 'theme')).toBe('light');
    await fresh.context().close();
});

test('[DF024.2] what cannot be saved is taken back, and said', async ({ page }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/account/preferences`);
    await page.route('**/api/v1/preferences', (r) => (r.request().method() === 'PATCH' ? r.fulfill({ status: 507, contentType: 'application/problem+json', body: '{"title":"Disk full","status":507,"detail":"The disk is full."}' }) : r.continue()));
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('light');
    await expect(page.getByRole('alert').filter({ hasText: 'not saved' })).toContainText('The disk is full');
    await expect.poll(() => root(page, 'theme')).toBe('dark');
    await expect(page.getByRole('combobox', { name: 'Theme' })).toHaveValue('dark');
});

test("[DB016'.1, DF024.2] region: every time and number follows, with a live preview", async ({ page }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/account/preferences`);
    const preview = page.getByRole('group', { name: 'Preview' });
    await page.getByLabel('Language and region').selectOption('de-AT');
    await page.getByLabel('Time zone').selectOption('Asia/Kathmandu');
    await page.getByLabel('Dates').selectOption('iso');
    await page.getByLabel('Numbers').selectOption('dot_comma');
    await expect(preview).toContainText('1.234.567,89');
    await expect(preview).toContainText(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .*5:45/);
    await page.goto(`${box.url}/admin/users`);
    const time = page.locator('main time').first();
    await expect(time).toHaveAttribute('title', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .*5:45/);
});

test('every zone that the browser offers is one that the box takes', async ({ page }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/account/preferences`);
    const zones = await page.getByLabel('Time zone').locator('option').evaluateAll((o) => o.map((x) => (x as HTMLOptionElement).value));
    expect(zones.length).toBeGreaterThan(300);
    for (const time_zone of zones) await box.api('PATCH', '/api/v1/preferences', { regional: { time_zone } });
});

test('[DF024.2] the landing page', async ({ page }) => {
    await box.api('PATCH', '/api/v1/preferences', { dashboard: { landing_page: '/ops/alerts' } });
    await signIn(page, box);
    await expect(page).toHaveURL(/\/ops\/alerts$/);
});

test('[DF024.4] text size, contrast, motion, links: on every main page nothing breaks, axe finds nothing', async ({ page }) => {
    test.setTimeout(180_000);
    const ok = watch(page);
    await box.api('PATCH', '/api/v1/preferences', { accessibility: { text_size: 'larger', contrast: 'high', motion: 'reduce', underline_links: true, status_emphasis: 'strong' } });
    await signIn(page, box);
    for (const path of ['/ops', '/admin/health', '/ops/alerts', '/admin/channels', '/admin/users', '/admin/backup', '/account/preferences']) {
        await page.goto(box.url + path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        expect([await root(page, 'contrast'), await root(page, 'motion'), await root(page, 'size')]).toEqual(['high', 'reduce', 'larger']);
        await inspect(page, `contrast${path.replaceAll('/', '-')}`);
    }
    ok.check();
});

test('[DF024.4] reduced motion and forced colours of the system; zoom of 200 and 400 %', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
    await signIn(page, box);
    expect(await root(page, 'motion')).toBe('reduce');
    await page.screenshot({ path: `${process.env.TEST_OUT ?? '../../build/tests'}/screenshots/forced-colors.png` });
    await page.emulateMedia({ reducedMotion: 'no-preference', forcedColors: 'none' });
    await expect.poll(() => root(page, 'motion')).toBe('full');
    for (const [width, height] of [[720, 450], [360, 225]] as const) {
        await page.setViewportSize({ width, height }); /* 1440 × 900 at 200 % and 400 % */
        for (const path of ['/ops', '/admin/health', '/account/preferences']) {
            await page.goto(box.url + path);
            await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
            expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${path} at ${width}`).toBeLessThanOrEqual(0);
        }
    }
});

test('[DF023.2] notices: the bell counts live, the panel by keyboard, read, put away, muted', async ({ page }) => {
    const ok = watch(page);
    /* Told in the corner is what comes after the page knows what was there. */
    const known = page.waitForResponse((r) => r.url().endsWith('/inbox/summary'));
    await signIn(page, box);
    await known;
    const bell = page.getByRole('button', { name: /^Notices/ });
    await expect(page.getByTestId('connection')).toContainText(/connected/i);
    await expect(bell).toBeVisible();
    await box.api('POST', '/api/v1/inbox/announcements', { title: 'Maintenance tonight', body: 'From 22:00.', severity: 'warning' });
    await expect(bell).toHaveAccessibleName('Notices, 1 unread');
    await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Maintenance tonight'); /* important: in the corner as well */
    await box.api('POST', '/api/v1/inbox/announcements', { title: 'A new page' });
    await expect(bell).toHaveAccessibleName('Notices, 2 unread');
    await page.keyboard.press('b');
    const panel = page.getByRole('dialog', { name: 'Notices' });
    await expect(panel.getByRole('listitem')).toHaveCount(2);
    await inspect(page, 'inbox');
    await panel.focus();
    await page.keyboard.press('ArrowDown');
    await expect(panel.getByRole('button', { name: /A new page/ })).toBeFocused();
    await page.keyboard.press('r');
    await expect(bell).toHaveAccessibleName('Notices, 1 unread');
    await page.keyboard.press('Delete');
    await expect(panel.getByRole('listitem')).toHaveCount(1);
    await panel.getByRole('button', { name: 'Mark all as read' }).click();
    await expect(bell).toHaveAccessibleName('Notices');
    await panel.focus();
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
    await expect(bell).toBeFocused();
    ok.check();
});

test('[DF023.4] shortcuts: the list, going to a page, keys of a page, and switched off', async ({ page }) => {
    await signIn(page, box);
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(list).toContainText('Service health');
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await expect(page).toHaveURL(/\/admin\/health$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Service health/);
    await page.keyboard.press('?');
    await expect(list).toContainText('Add a service');
    await inspect(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expect(page).toHaveURL(/\/admin\/health\/new$/);
    await box.api('PATCH', '/api/v1/preferences', { accessibility: { shortcuts: false } });
    await page.goto(`${box.url}/ops`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
    await expect(page).toHaveURL(/\/ops$/);
    await page.keyboard.type('time zone');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/account\/preferences\?section=regional$/);
});

test('[DF023.3] the tour: offered at the first sign-in, left, resumed, done', async ({ page }) => {
    test.setTimeout(120_000);
    const ok = watch(page);
    await box.api('POST', '/api/v1/preferences/reset', { names: ['tour'] });
    await signIn(page, box);
    await page.getByRole('button', { name: 'Take the tour' }).click();
    const card = page.locator('.driver-popover');
    await expect(card).toContainText('Ops home');
    await page.screenshot({ path: `${process.env.TEST_OUT ?? '../../build/tests'}/screenshots/tour.png` });
    await card.getByRole('button', { name: 'Next' }).click();
    await expect(page).toHaveURL(/\/admin\/health$/);
    await expect(card).toContainText('Service health');
    await page.keyboard.press('Escape');
    await expect(card).toBeHidden();
    await expect.poll(async () => (await stored()).tour).toEqual({ state: 'dismissed', step: '/admin/health' });
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Go on with the tour' }).click();
    await expect(card).toContainText('Service health');
    for (let i = 0; i < 12 && (await card.getByRole('button', { name: 'Next' }).count()); i++) {
        const text = await card.textContent();
        await card.getByRole('button', { name: 'Next' }).click();
        await expect(card).not.toHaveText(text!);
    }
    await card.getByRole('button', { name: 'Done' }).click();
    await expect.poll(async () => (await stored()).tour.state).toBe('done');
    /* It gives way to a dialog, and can be left as soon as it is there. */
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Guided tour' }).click();
    await card.waitFor();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
    await expect(card).toBeHidden();
    await page.keyboard.type('about');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/admin\/about$/);
    await expect.poll(async () => (await stored()).tour).toEqual({ state: 'dismissed', step: '/ops' });
    ok.check();
});

test('[DF024.4] by keyboard alone: sign in, go to a page, open a dialog, leave it, and be where one was', async ({ page }) => {
    await page.goto(`${box.url}/login`);
    await expect(page.getByLabel('Email')).toBeFocused();
    await page.keyboard.type(ADMIN);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(page).not.toHaveURL(/\/login/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Channels/);
    const add = page.getByRole('button', { name: 'Add a channel' }).first();
    await add.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    for (let i = 0; i < 20; i++) await page.keyboard.press('Tab'); /* focus stays inside */
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(add).toBeFocused();
});

test('[DF023.1] a destructive dialog has its stripe, asks for the name where it must, and gives the focus back', async ({ page }) => {
    await box.api('PATCH', '/api/v1/preferences', { theme: { density: 'dense' } });
    await signIn(page, box);
    await page.goto(`${box.url}/account/preferences`);
    const open = page.getByRole('button', { name: 'Reset everything…' });
    await open.click();
    const dialog = page.getByRole('dialog', { name: 'Reset all preferences' });
    await expect(dialog.locator('.hazard')).toBeVisible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(open).toBeFocused();
    expect((await stored()).theme.density).toBe('dense');
    await open.click();
    await dialog.getByRole('button', { name: 'Reset', exact: true }).click();
    await expect.poll(async () => (await stored()).changed).toEqual([]);
    await setTheme(page, 'dark');
});
