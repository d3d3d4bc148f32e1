/* Single sign-on in a browser, with a real OpenID provider: configure it, sign in with it, be refused, sign out; API keys and token keys beside it. */
import { expect, type Page, test } from '@playwright/test';
import { Box, System } from './lib/box';
import { inspect, signIn } from './lib/page';

let box: Box;
let oidc: System;
let issuer: string;

const control = async (path: string, body: object) => {
    const r = await fetch(`http://127.0.0.1:${oidc.port}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!r.ok) throw new Error(`${path}: ${r.status}`);
};

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
    test.setTimeout(180_000); // the first run fetches the provider
    [box, oidc] = await Promise.all([new Box().start(), System.start('oidc')]);
    issuer = `http://127.0.0.1:${oidc.port}/op`;
});
test.afterAll(async () => {
    await oidc.stop();
    await box.close();
});

async function atTheProvider(page: Page, login: string): Promise<void> {
    await page.goto(`${box.url}/login?next=${encodeURIComponent('/ops/alerts')}`);
    await page.getByRole('button', { name: 'Sign in with Keycloak' }).click();
    await page.waitForURL(/\/op\/interaction\//, { timeout: 30_000 });
    await page.locator('input[name="login"]').fill(login);
    await page.locator('input[name="password"]').fill('any');
    await page.locator('button[type="submit"]').click();
    await page.waitForURL(/\/op\/interaction\//, { timeout: 30_000 });
    await page.locator('button[type="submit"]').click(); // consent
}

test('[DT014] an administrator adds a provider, looks at it and maps a group', async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, box);
    await page.goto(`${box.url}/admin/sso`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Single sign-on');
    await expect(page.getByText('No identity provider')).toBeVisible();
    await inspect(page, 'sso-empty');
    await page.getByRole('button', { name: 'Add a provider' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Keycloak');
    await dialog.getByLabel('Issuer').fill(issuer);
    await dialog.getByLabel('Client id').fill('binnacle');
    await dialog.getByLabel('Client secret').fill('a client secret for tests');
    await dialog.getByLabel('Scopes').fill('openid email profile groups');
    await dialog.getByRole('button', { name: 'Look at the provider' }).click();
    await expect(dialog.getByText('The provider can be signed in with.')).toBeVisible({ timeout: 20_000 });
    await dialog.getByRole('button', { name: 'Add a row' }).click();
    await dialog.getByLabel('Group', { exact: true }).fill('ops');
    await dialog.getByLabel('Role', { exact: true }).selectOption('editor');
    await inspect(page, 'sso-provider');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText('Register the box at the provider')).toBeVisible();
    await expect(dialog.getByText(`${box.url}/sso/callback/`)).toBeVisible();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByRole('row', { name: /Keycloak/ })).toContainText('1 mapped');
    await inspect(page, 'sso');
    const id = (await box.api('GET', '/api/v1/admin/sso/providers')).items[0].id;
    await control('/control', { redirect_uris: [`${box.url}/sso/callback/${id}`], post_logout_redirect_uris: [`${box.url}/login`] });
});

test('[DT014] a person signs in with the provider and lands where they wanted to go', async ({ page }) => {
    test.setTimeout(120_000);
    await page.goto(`${box.url}/login`);
    await expect(page.getByRole('button', { name: 'Sign in with Keycloak' })).toBeVisible();
    await inspect(page, 'login-sso');
    await atTheProvider(page, 'ada');
    await expect(page).toHaveURL(/\/ops\/alerts/, { timeout: 30_000 });
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Alerts');
    await page.reload(); // the session cookie is the ordinary one
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Alerts');
    const cookies = await page.context().cookies(box.url);
    expect(cookies.find((c) => c.name === 'binnacle_session')).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(cookies.some((c) => c.name === 'binnacle_sso')).toBe(false);
});

test('[DT014] who has no group is told so, in words', async ({ page }) => {
    test.setTimeout(120_000);
    await control('/control', { accounts: { eve: { email: 'eve@example.test', email_verified: true, name: 'Eve', groups: [] } } });
    await atTheProvider(page, 'eve');
    await expect(page.getByRole('heading', { name: 'Not signed in' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('alert')).toContainText('groups give you no access');
    expect(page.url()).not.toContain('code=');
    await inspect(page, 'sso-refused');
    await page.getByRole('link', { name: 'Back to the sign-in page' }).click();
    await expect(page).toHaveURL(/\/login/);
});

test('[DT014] a provider that is down is a message, and the local account gets in', async ({ page }) => {
    test.setTimeout(120_000);
    const p = (await box.api('GET', '/api/v1/admin/sso/providers')).items[0];
    await box.api('PATCH', `/api/v1/admin/sso/providers/${p.id}`, { name: 'Keycloak' }); // what was known of it is forgotten
    await control('/down', { down: true });
    await page.goto(`${box.url}/login`);
    await page.getByRole('button', { name: 'Sign in with Keycloak' }).click();
    await expect(page.getByRole('alert')).toContainText('identity provider', { timeout: 30_000 });
    await signIn(page, box);
    await control('/down', { down: false });
});

test('[DT017] token keys are rotated and revoked', async ({ page }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/admin/sso?tab=keys`);
    await page.getByRole('button', { name: 'Rotate' }).click();
    const retired = page.getByRole('row').filter({ has: page.getByRole('button', { name: /^Revoke/ }) }).filter({ hasText: 'Retired' });
    await expect(retired).toHaveCount(1);
    await inspect(page, 'token-keys');
    await retired.getByRole('button', { name: /^Revoke/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect(page.getByRole('row', { name: /Revoked/ })).toHaveCount(1);
});

test('an API key is made read-only for a network, renamed, and gets a new secret', async ({ page }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/admin/api-keys`);
    await page.getByRole('button', { name: 'Create a key' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What is it for?').fill('Dashboards');
    await dialog.getByLabel('Only from these networks').fill('127.0.0.0/8');
    await dialog.getByLabel('Limit what it may do').check();
    await dialog.getByRole('button', { name: 'Read only' }).click();
    await inspect(page, 'api-key-new');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog.getByText('it is not shown again')).toBeVisible();
    await expect(dialog.getByText(/curl -H/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Edit Dashboards' }).click();
    await dialog.getByLabel('What is it for?').fill('Wall display');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'New secret for Wall display' }).click();
    await dialog.getByRole('button', { name: 'Make a new secret' }).click();
    await expect(dialog.getByText('it is not shown again')).toBeVisible();
    await dialog.getByRole('button', { name: 'Done' }).click();
    const key = (await box.api('GET', '/api/v1/auth/api-keys')).items.find((k: { name: string }) => k.name === 'Wall display');
    expect(key.allowed).toEqual(['127.0.0.0/8']);
    expect(key.scopes.every((s: string) => s.endsWith('.read'))).toBe(true);
    await inspect(page, 'api-keys-used');
});
