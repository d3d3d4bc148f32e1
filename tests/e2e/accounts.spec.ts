/* Accounts as people use them: every link is taken out of a mail that a real SMTP server got. */
import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { ADMIN, binary, Box, PASSWORD, System } from './lib/box';
import { mailBox, mailTo, totp } from './lib/mail';
import { inspect, signIn, watch } from './lib/page';

test.describe.configure({ timeout: 120_000 });
const NEW = 'another long password';
let box: Box;
let smtp: System;

test.beforeAll(async () => {
    box = await new Box().start();
    smtp = await mailBox(box);
    await box.api('PATCH', '/api/v1/admin/settings', { registration: true, registration_domains: 'example.test' });
});
test.afterAll(async () => {
    await smtp.stop();
    await box.close();
});

const user = (email: string, role = 'viewer') => box.api('POST', '/api/v1/users', { email, role, password: PASSWORD });

test('[C9.5] the login flow: wrong password, then the right one', async ({ page }) => {
    await page.goto(`${box.url}/admin/users`);
    await expect(page).toHaveURL(/\/login\?next=/);
    await page.getByLabel('Email').fill(ADMIN);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('wrong');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Users' })).toBeVisible(); // back where one wanted to go
});

test('[DT016, DCAEI.1] register, confirm, sign in', async ({ page }) => {
    const ok = watch(page);
    await page.goto(`${box.url}/login`);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Email').fill('nelly@elsewhere.test');
    await page.getByLabel(/^Name/).fill('Nelly');
    await page.getByLabel('Password', { exact: true }).fill('too short');
    await expect(page.getByText('3 more to go')).toBeVisible();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await inspect(page, 'register');
    ok.check();
    await page.getByRole('button', { name: 'Create the account' }).click();
    await expect(page.getByText('addresses of this domain may not register here')).toBeVisible();
    await page.getByLabel('Email').fill('nelly@example.test');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible();
    const mail = await mailTo(smtp, 'nelly@example.test', /Confirm/);
    await page.getByRole('link', { name: 'To the sign-in' }).click();
    await page.getByLabel('Email').fill('nelly@example.test');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('Your address is not confirmed yet')).toBeVisible();
    await page.goto(mail.links[0]!);
    await inspect(page, 'verify');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByRole('heading', { name: 'Confirmed' })).toBeVisible();
    await page.goto(mail.links[0]!);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByText('used already')).toBeVisible();
    await signIn(page, box, 'nelly@example.test');
    await expect(page.getByRole('button', { name: /Account: Nelly/ })).toBeVisible();
});

test('[DT015] a forgotten password', async ({ page }) => {
    await user('forgetful@example.test');
    await page.goto(`${box.url}/login`);
    await inspect(page, 'login');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('Email').fill('forgetful@example.test');
    await inspect(page, 'forgot');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible();
    const mail = await mailTo(smtp, 'forgetful@example.test', /password/);
    await page.goto(mail.links[0]!);
    await page.getByRole('textbox', { name: 'New password' }).fill(NEW);
    await inspect(page, 'reset');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await expect(page).toHaveURL(/\/login/);
    await signIn(page, box, 'forgetful@example.test', NEW);
    await page.context().clearCookies();
    await page.goto(mail.links[0]!);
    await page.getByRole('textbox', { name: 'New password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await expect(page.getByText('used already')).toBeVisible();
});

test('[C9.5] a second factor: set up, asked for, recovery code, removed', async ({ page }) => {
    await user('careful@example.test', 'admin');
    await signIn(page, box, 'careful@example.test');
    await page.goto(`${box.url}/account`);
    await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
    await expect(page.getByRole('row', { name: /this one/ })).toBeVisible();
    await inspect(page, 'account');
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByLabel('Your password').fill('wrong password');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByText('is wrong')).toBeVisible();
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
    await page.getByText('Cannot scan it?').click();
    const secret = (await page.locator('dialog .copy code').textContent())!.replace(/\s/g, '');
    await inspect(page, 'second-factor');
    await page.getByLabel('Code', { exact: true }).fill(totp(secret));
    await page.getByRole('button', { name: 'Switch it on' }).click();
    const codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents();
    expect(codes).toHaveLength(10);
    await inspect(page, 'recovery-codes');
    await page.getByRole('button', { name: 'I kept them' }).click();
    await expect(page.getByText('10 recovery codes are left')).toBeVisible();

    await page.context().clearCookies();
    await page.goto(`${box.url}/login?next=/account`);
    await page.getByLabel('Email').fill('careful@example.test');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { name: 'Second factor' })).toBeVisible();
    await expect(page.getByLabel('Code')).toBeFocused();
    await inspect(page, 'login-code');
    await page.getByLabel('Code').fill('000000');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('The code is wrong');
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(codes[0]!);
    await page.keyboard.press('Enter');
    await expect(page.getByText('9 recovery codes are left')).toBeVisible();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByLabel('Code, or a recovery code').fill(codes[1]!);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('button', { name: 'Set it up' })).toBeVisible();
});

test('[DT016] an invitation by mail', async ({ page }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/admin/users`);
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByLabel('Email').fill('inge@example.test');
    await page.getByLabel('Role', { exact: true }).selectOption('editor');
    await inspect(page, 'invite-dialog');
    await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
    await expect(page.getByText('gets a mail')).toBeVisible();
    await page.getByRole('tab', { name: 'Invitations' }).click();
    await expect(page.getByRole('row', { name: /inge@example.test/ })).toBeVisible();
    await inspect(page, 'invitations');
    const mail = await mailTo(smtp, 'inge@example.test', /invited/);
    await page.context().clearCookies();
    await page.goto(mail.links[0]!);
    await expect(page.getByText('as editor')).toBeVisible();
    await inspect(page, 'invite');
    await page.getByLabel(/Your name/).fill('Inge');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Accept' }).click();
    await expect(page.getByRole('button', { name: /Account: Inge/ })).toBeVisible();
});

test('an invitation for an account that is there: signed in to it, one click joins', async ({ page }) => {
    await user('joiner@example.test');
    const made = spawnSync(binary(), ['user', 'add', 'chief@example.test', '--role', 'admin', '--tenant', 'North', '--password-stdin'], { input: `${PASSWORD}\n`, env: { ...process.env, BINNACLE_DATA: box.data } });
    expect(made.status, made.stderr.toString()).toBe(0);
    const north = (await box.api('GET', '/api/v1/auth/tenants')).items.find((t: any) => t.name === 'North');
    const { url } = await box.api('POST', `/api/v1/invitations?tenant_id=${north.id}`, { email: 'joiner@example.test', role: 'editor' });
    await page.goto(box.url + url);
    await expect(page.getByText('You have an account with this address')).toBeVisible();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Email').fill('joiner@example.test');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Accept' }).click();
    await expect(page.getByText('You are a member of North')).toBeVisible();
    await expect(page.getByRole('button', { name: /Account: .*North/ })).toBeVisible();
    await page.goto(box.url + url);
    await expect(page.getByText('used already, was replaced')).toBeVisible();
});

test('[DT016] another address', async ({ page }) => {
    await user('before@example.test');
    await signIn(page, box, 'before@example.test');
    await page.goto(`${box.url}/account`);
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByLabel('New email').fill('after@example.test');
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await expect(page.getByText('Waits for its confirmation: after@example.test')).toBeVisible();
    await mailTo(smtp, 'before@example.test', /about to change/);
    await page.goto((await mailTo(smtp, 'after@example.test', /new e-mail/)).links[0]!);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByText('Your account has its new address')).toBeVisible();
    await signIn(page, box, 'after@example.test');
});

test('[DT018] sessions: looked at and ended from elsewhere', async ({ page, browser }) => {
    await user('roaming@example.test');
    await signIn(page, box, 'roaming@example.test');
    const other = await (await browser.newContext()).newPage();
    await signIn(other, box, 'roaming@example.test');
    await page.goto(`${box.url}/account`);
    await expect(page.getByRole('region', { name: 'Sessions, table' }).getByRole('row')).toHaveCount(3);
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await expect(page.getByRole('region', { name: 'Sessions, table' }).getByRole('row')).toHaveCount(2);
    await other.goto(`${box.url}/account`);
    await expect(other).toHaveURL(/\/login/);
    await other.context().close();
});

test('the end of an account', async ({ page }) => {
    await user('leaving@example.test');
    await signIn(page, box, 'leaving@example.test');
    await page.goto(`${box.url}/account`);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    const verb = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
    await expect(verb).toHaveAttribute('aria-disabled', 'true');
    await page.getByLabel(/Type leaving@example.test/).fill('leaving@example.test');
    await page.getByLabel('Your password').fill(PASSWORD);
    await inspect(page, 'account-end');
    await verb.click();
    await expect(page).toHaveURL(/\/login/);
    await page.getByLabel('Email').fill('leaving@example.test');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toContainText('wrong');
});

test('mail settings: a test that says what is wrong, then one that arrives', async ({ page }) => {
    await signIn(page, box);
    await page.goto(`${box.url}/admin/mail`);
    await expect(page.getByRole('textbox', { name: 'Server', exact: true })).toHaveValue('127.0.0.1');
    await page.getByLabel('Port').fill('1');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await expect(page.getByText(/cannot connect to 127.0.0.1 port 1/)).toBeVisible();
    await page.getByLabel('Port').fill(String(smtp.facts.ports.plain));
    await page.getByLabel('To', { exact: true }).fill('tester@example.test');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await expect(page.getByText('250 OK: kept')).toBeVisible();
    await mailTo(smtp, 'tester@example.test', /can send mail/);
    await page.getByLabel('Sender name').fill('Wache Nord');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Links are mailed from now on.')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Mails, table' })).toBeVisible();
    await inspect(page, 'mail');
});

test('the policy asks for a second factor, and the box asks for nothing else first', async ({ page }) => {
    const strict = await new Box().start();
    try {
        await signIn(page, strict);
        await page.goto(`${strict.url}/admin/sign-in`);
        await page.getByLabel('People may make an account').check();
        await expect(page.getByText('Anybody with any address may register.')).toBeVisible();
        await inspect(page, 'sign-in-policy');
        await page.getByLabel('Who must have one').selectOption('everybody');
        await page.getByRole('button', { name: 'Save' }).click();
        await expect(page.getByText('Saved')).toBeVisible();
        await page.goto(`${strict.url}/ops`);
        await expect(page).toHaveURL(/\/account$/);
        await expect(page.getByText('wants a second factor of your account')).toBeVisible();
        await inspect(page, 'account-first');
        await page.getByRole('button', { name: 'Set it up' }).click();
        await page.getByLabel('Your password').fill(PASSWORD);
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByText('Cannot scan it?').click();
        const secret = (await page.locator('dialog .copy code').textContent())!;
        await page.getByLabel('Code', { exact: true }).fill(totp(secret));
        await page.getByRole('button', { name: 'Switch it on' }).click();
        await page.getByRole('button', { name: 'I kept them' }).click();
        await page.getByRole('link', { name: 'Ops home' }).first().click();
        await expect(page).toHaveURL(/\/ops$/);
    } finally {
        await strict.close();
    }
});

test('[DT018] a session that nobody uses is announced, goes on when asked to, and ends', async ({ page }) => {
    test.setTimeout(240_000);
    const short = await new Box(true, '--session-idle-seconds', '24').start();
    try {
        await signIn(page, short);
        await page.goto(`${short.url}/ops`);
        await expect(page.getByRole('heading', { name: 'Your session is about to end' })).toBeVisible({ timeout: 60_000 });
        await inspect(page, 'session-end');
        await page.getByRole('button', { name: 'Stay signed in' }).click();
        await expect(page.getByRole('heading', { name: 'Your session is about to end' })).toHaveCount(0);
        await expect(page).toHaveURL(/\/ops$/);
        await expect(page).toHaveURL(/\/login\?next=%2Fops/, { timeout: 90_000 });
        await expect(page.getByText('Your session ended')).toBeVisible();
    } finally {
        await short.close();
    }
});

test('[DT018] a session that is over whatever one does: said once, closed for good, then the way back', async ({ page }) => {
    test.setTimeout(240_000);
    const short = await new Box(true, '--session-absolute-seconds', '36', '--session-idle-seconds', '54').start();
    try {
        await signIn(page, short);
        await page.goto(`${short.url}/ops/alerts`);
        const heading = page.getByRole('heading', { name: 'Your session is about to end' });
        await expect(heading).toBeVisible({ timeout: 60_000 });
        await expect(page.getByRole('button', { name: 'Stay signed in' })).toHaveCount(0);
        await page.keyboard.press('Escape');
        await expect(heading).toHaveCount(0);
        /* It would be back with the next look at the clock, half a second later. */
        await page.evaluate(() => new Promise((go) => setTimeout(go, 2000)));
        await expect(heading).toHaveCount(0);
        await expect(page).toHaveURL(/\/login\?next=%2Fops%2Falerts/, { timeout: 120_000 });
        await expect(page.getByText('Your session ended')).toBeVisible();
    } finally {
        await short.close();
    }
});

test('[C9.5] a tenant wants a second factor: switched on in the tenants page, and its history one click away', async ({ page }) => {
    const ok = watch(page);
    const tenant = (await box.api('POST', '/api/v1/tenants', { name: 'factor wanted' })) as { id: string };
    await signIn(page, box);
    await page.goto(`${box.url}/admin/tenants`);
    await page.getByRole('button', { name: 'Change factor wanted' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the tenant' });
    await dialog.getByLabel('A second factor is required').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('factor wanted · 2FA')).toBeVisible();
    await page.getByRole('link', { name: 'History of factor wanted' }).click();
    await expect(page).toHaveURL(new RegExp(`/admin/audit\\?object_type=tenant&object=${tenant.id}`));
    await expect(page.getByText('tenant.change').first()).toBeVisible();
    await page.goto(`${box.url}/admin/users`);
    await page.getByRole('link', { name: `History of ${ADMIN}` }).click();
    await expect(page).toHaveURL(/\/admin\/audit\?object_type=user&object=/);
    ok.check();
});
