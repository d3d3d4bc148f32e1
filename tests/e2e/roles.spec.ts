/*
 * Every role walks through every page of www/src/routes.ts: its navigation holds what it may open and nothing else; a page asks the box for nothing that
 * is refused; a control that the role may not use is off or not there; and a page outside of its navigation says so when it is opened by its address.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { ADMIN, Box, PASSWORD } from './lib/box';
import { inspect, signIn } from './lib/page';

interface Row {
    path: string;
    permission: string;
    nav: boolean;
    open: boolean;
}
const www = join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'www/src');
const ROUTES: Row[] = readFileSync(join(www, 'routes.ts'), 'utf8')
    .split('\n')
    .filter((l) => l.startsWith('    { path: '))
    .map((l) => ({ path: l.match(/path: '([^']+)'/)![1]!, permission: l.match(/permission: '([^']+)'/)![1]!, nav: /group: '/.test(l), open: /open: true/.test(l) }));
const routeOf = (path: string) => ROUTES.find((r) => new RegExp(`^${r.path.replace(/:[a-z]+/g, '[^/]+')}$`).test(path));

/** What is to be used, where, and what it needs. `what` finds it, as a button or a link. */
const CONTROLS: [string, RegExp, string][] = [
    ['/ops', /^Add a service$/, 'service.write'],
    ['/ops', /^Channels$/, 'alert.config'],
    ['/ops', /^Backup$/, 'backup.read'],
    ['/ops', /^Dependency map$/, 'service.read'],
    ['/ops', /^Open alerts$/, 'alert.read'],
    ['/admin/health', /^Add service$/, 'service.write'],
    ['/admin/health', /^Import$/, 'service.write'],
    ['/admin/health?service=SERVICE', /^Check now$/, 'service.check'],
    ['/admin/health?service=SERVICE', /^Pause$/, 'service.pause'],
    ['/admin/health?service=SERVICE', /^Edit$/, 'service.write'],
    ['/ops/workers', /^Add the default workers$/, 'service.write'],
    ['/ops/workers', /^Add a source$/, 'service.write'],
    ['/ops/alerts?alert=ALERT', /^Acknowledge$/, 'alert.ack'],
    ['/ops/alerts?alert=ALERT', /^Resolve$/, 'alert.ack'],
    ['/admin/jobs', /^Enter a job$/, 'job.run'],
    ['/admin/jobs', /^Retry http_call /, 'job.control'],
    ['/admin/jobs?job=JOBFAILED', /^Retry$/, 'job.control'],
    ['/admin/jobs?job=JOBFAILED', /^Edit input and retry$/, 'job.control'],
    ['/admin/jobs?job=JOBWAITING', /^Run now$/, 'job.control'],
    ['/admin/jobs?job=JOBWAITING', /^Cancel$/, 'job.control'],
    ['/admin/jobs/schedules', /^Add a schedule$/, 'job.admin'],
    ['/admin/jobs/schedules', /^Run Call somebody now$/, 'job.admin'],
    ['/admin/jobs/schedules', /^Delete Call somebody$/, 'job.admin'],
    ['/admin/jobs/queues', /^Define a type$/, 'job.admin'],
    ['/admin/jobs/queues', /^Pause network$/, 'job.admin'],
    ['/admin/channels', /^Add a channel$/, 'alert.config'],
    ['/admin/channels', /^Delete On call$/, 'alert.config'],
    ['/admin/channels', /^Edit$/, 'settings.write'],
    ['/admin', /^Back up now$/, 'backup.write'],
    ['/admin', /^Check a service$/, 'service.check'],
    ['/admin', /^Invite a user$/, 'user.write'],
    ['/admin', /^Pause network$/, 'job.admin'],
    ['/admin', /^Clean up now$/, 'job.box'],
    ['/admin/system', /^30 d$/, 'system.read'],
    ['/admin/backup', /^Back up now$/, 'backup.write'],
    ['/admin/backup', /^Restore from a file$/, 'backup.write'],
    ['/admin/backup', /^Delete /, 'backup.write'],
    ['/admin/users', /^Add a user$/, 'user.write'],
    ['/admin/users', /^Invite$/, 'user.write'],
    ['/admin/users', /^Disable viewer@/, 'user.write'],
    ['/admin/users?tab=invitations', /^Withdraw the invitation of somebody@/, 'user.write'],
    ['/admin/roles', /^Make a role$/, 'role.write'],
    ['/admin/roles', /^Edit night watch$/, 'role.write'],
    ['/admin/tenants', /^Make a tenant$/, 'tenant.write'],
    ['/admin/api-keys', /^Everybody’s$/, 'apikey.all'],
    ['/admin/sign-in', /^Save$/, 'settings.write'],
    ['/admin/mail', /^Save$/, 'mail.manage'],
    ['/admin/sso', /^Add a provider$/, 'sso.write'],
    ['/admin/audit?tab=integrity', /^Add a sink$/, 'audit.manage'],
    ['/admin/about', /^Documentation, to read and try out$/, 'docs.read'],
    ['/account/preferences', /^Make these the tenant’s defaults…$/, 'preference.defaults'],
];

const WATCH = ['service.read', 'service.check', 'alert.read', 'alert.ack', 'apikey.own'];
const READER = ['ops.read', 'service.read', 'alert.read', 'alert.config', 'user.read', 'backup.read', 'audit.read', 'settings.read', 'docs.read', 'job.read'];

let box: Box;
const ids: Record<string, string> = {};
test.beforeAll(async () => {
    test.setTimeout(120_000);
    box = await new Box().start();
    await box.api('POST', '/api/v1/roles', { name: 'night watch', description: 'Looks after alerts', permissions: WATCH });
    await box.api('POST', '/api/v1/roles', { name: 'reader', description: 'Reads what is configured', permissions: READER });
    for (const role of ['viewer', 'editor', 'admin', 'night watch', 'reader']) await box.api('POST', '/api/v1/users', { email: `${role.replace(' ', '-')}@example.test`, role, password: PASSWORD });
    await box.api('POST', '/api/v1/invitations', { email: 'somebody@example.test', role: 'viewer', mail: false });
    ids.SERVICE = (await box.api('POST', '/api/v1/services', { name: 'Payments', type: 'http', target: 'http://127.0.0.1:9/', interval_seconds: 2, failures_before_down: 1 })).id;
    await box.api('POST', '/api/v1/alerts/channels', { name: 'On call', channel_type: 'webhook', config: { url: 'http://127.0.0.1:9/hook' } });
    await box.api('POST', '/api/v1/admin/backup', {});
    const nowhere = { type: 'http_call', input: { url: 'http://127.0.0.1:9/' } };
    ids.JOBFAILED = (await box.api('POST', '/api/v1/jobs', { ...nowhere, max_attempts: 1 })).id;
    ids.JOBWAITING = (await box.api('POST', '/api/v1/jobs', { ...nowhere, run_at: new Date(Date.now() + 3_600_000).toISOString() })).id;
    await box.api('POST', '/api/v1/schedules', { ...nowhere, name: 'Call somebody', interval_seconds: 86_400 });
    await expect.poll(async () => (await box.api('GET', `/api/v1/jobs/${ids.JOBFAILED}`)).state).toBe('FAILED');
    await expect.poll(async () => (ids.ALERT = (await box.api('GET', '/api/v1/alerts/history')).items[0]?.id), { timeout: 30_000 }).toBeTruthy();
});
test.afterAll(() => box.close());

/** What goes wrong behind a page: an answer that refuses or fails, an error in the console, a subscription that is refused. */
function listen(page: Page): string[] {
    const problems: string[] = [];
    page.on('response', (r) => {
        if (r.url().includes('/api/') && !r.url().includes('/api/docs') && (r.status() === 403 || r.status() >= 500)) problems.push(`${r.request().method()} ${r.url()}: ${r.status()}`);
    });
    page.on('pageerror', (e) => problems.push(`uncaught: ${e.message}`));
    page.on('console', (m) => m.type() === 'error' && !/Failed to load resource/.test(m.text()) && problems.push(`console: ${m.text()}`));
    page.on('websocket', (w) => w.on('framereceived', (f) => /^\{"error":/.test(String(f.payload)) && problems.push(`socket: ${f.payload}`)));
    return problems;
}

async function settled(page: Page): Promise<void> {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('main [aria-busy="true"], main[aria-busy="true"]')).toHaveCount(0, { timeout: 30_000 });
}

/** There, and on. */
const usable = (l: Locator) => l.evaluateAll((all) => all.some((e) => e.checkVisibility() && e.getAttribute('aria-disabled') !== 'true' && !(e as HTMLButtonElement).disabled));

const WHO: [string, string][] = [
    ['viewer', 'viewer@example.test'],
    ['editor', 'editor@example.test'],
    ['admin', 'admin@example.test'],
    ['night watch', 'night-watch@example.test'],
    ['reader', 'reader@example.test'],
    ['superadmin', ADMIN],
];

for (const [role, email] of WHO) {
    test(`[DT012, DT013] ${role}: sees and uses what the role may, and nothing else`, async ({ page }) => {
        test.setTimeout(300_000);
        const problems = listen(page);
        await signIn(page, box, email);
        const list = await box.api<{ items: { name: string; permissions: string[] }[] }>('GET', '/api/v1/roles');
        const mine = list.items.find((r) => r.name === role)!.permissions;
        const may = (p: string) => p === 'any' || mine.includes(p);
        await settled(page);

        /* The first page is one that may be opened, and the navigation is all of them and no other. */
        await expect(page.getByText('403: your role may not open this page')).toHaveCount(0);
        const nav = page.getByRole('navigation', { name: 'Main' });
        const expected = ROUTES.filter((r) => r.nav && may(r.permission)).map((r) => r.path);
        await expect.poll(() => nav.getByRole('link').evaluateAll((all) => all.map((a) => a.getAttribute('href')))).toEqual(expected);

        for (const path of [...expected, ...ROUTES.filter((r) => !r.nav && !r.open && !r.path.includes(':') && may(r.permission)).map((r) => r.path)]) {
            await (expected.includes(path) ? nav.locator(`a[href="${path}"]`).click() : page.goto(box.url + path));
            await expect(page).toHaveURL(box.url + path);
            await settled(page);
            await expect(page.getByText('403: your role may not open this page'), path).toHaveCount(0);
            /* No link leads where one may not go. */
            const links = await page.locator('main a[href^="/"]').evaluateAll((all) => all.map((a) => new URL((a as HTMLAnchorElement).href).pathname));
            expect(
                links.filter((l) => routeOf(l) && !may(routeOf(l)!.permission)),
                `links of ${path}`,
            ).toEqual([]);
        }

        for (const [where, what, needs] of CONTROLS) {
            const path = where.replace(/[A-Z]{4,}/, (k) => ids[k]!);
            if (!may(routeOf(path.split('?')[0]!)!.permission)) continue;
            if (page.url() !== box.url + path) {
                await page.goto(box.url + path);
                await settled(page);
            }
            const it = page.locator('main').getByRole('button', { name: what }).or(page.locator('main').getByRole('link', { name: what }));
            if (may(needs)) await expect.poll(() => usable(it), { message: `${what} on ${where} is for a ${role}`, timeout: 10_000 }).toBe(true);
            else expect(await usable(it), `${what} on ${where} is not for a ${role}`).toBe(false);
        }

        /* By its address: said in words, and nothing is asked of the box that it would refuse. */
        for (const r of ROUTES.filter((o) => !o.open && !may(o.permission))) {
            await page.goto(box.url + r.path.replace(':id', ids.SERVICE!));
            await expect(page.getByText('403: your role may not open this page'), r.path).toBeVisible();
            await expect(page.locator('main')).toContainText(r.permission);
            if (r.path === '/admin/users') await inspect(page, `not-allowed-${role.replace(' ', '-')}`);
            await page.locator('main').getByRole('link', { name: 'Start page' }).click();
            await settled(page);
            await expect(page.getByText('403: your role may not open this page')).toHaveCount(0);
        }
        expect(problems).toEqual([]);
    });
}

test('[DT013] a role that is changed while its user looks on: what is shown follows at once', async ({ page }) => {
    await box.api('POST', '/api/v1/users', { email: 'moving@example.test', role: 'admin', password: PASSWORD });
    await signIn(page, box, 'moving@example.test');
    const nav = page.getByRole('navigation', { name: 'Main' });
    await expect(nav.getByRole('link', { name: 'Users' })).toBeVisible();
    await expect(page.getByTestId('connection')).toContainText(/connected/i);
    const user = (await box.api('GET', '/api/v1/users?limit=100')).items.find((u: { email: string }) => u.email === 'moving@example.test');
    await box.api('PATCH', `/api/v1/users/${user.id}`, { role: 'viewer' });
    await expect(nav.getByRole('link', { name: 'Users' })).toHaveCount(0, { timeout: 30_000 });
    await expect(nav.getByRole('link', { name: 'Service health' })).toBeVisible();
    await expect(page.getByTestId('connection')).toContainText(/connected/i, { timeout: 30_000 });
    await page.goto(`${box.url}/admin/users`);
    await expect(page.getByText('403: your role may not open this page')).toBeVisible();
});
