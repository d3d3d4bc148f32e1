/* What browser tests share: signing in, looking at a page in both themes and at phone width, and axe. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ADMIN, type Box, PASSWORD } from './box';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = join(process.env.TEST_OUT ?? '../../build/tests', 'screenshots');

export async function signIn(page: Page, box: Box, email = ADMIN, password = PASSWORD): Promise<void> {
    await page.goto(`${box.url}/login`);
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page).not.toHaveURL(/\/login/);
}

export async function setTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
    await page.evaluate((t) => document.documentElement.setAttribute('data-theme', t), theme);
}

/** axe finds nothing serious, nothing scrolls sideways on a phone, and a picture is kept: NAME-{dark,light,phone}.png. */
export async function inspect(page: Page, name: string): Promise<void> {
    const size = page.viewportSize()!;
    for (const theme of ['dark', 'light'] as const) {
        await setTheme(page, theme);
        await page.screenshot({ path: join(shots, `${name}-${theme}.png`) });
        /* The script goes in through the protocol, not through the page, so the strict CSP stays on. */
        await page.evaluate(axe);
        const found = await page.evaluate(async () => {
            const r = await (window as any).axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
            return r.violations.filter((v: any) => v.impact === 'serious' || v.impact === 'critical').map((v: any) => `${v.id}: ${v.nodes.map((n: any) => n.target.join(' ')).slice(0, 3).join(' | ')}`);
        });
        expect(found, `axe on ${name} in ${theme}`).toEqual([]);
    }
    await setTheme(page, 'dark');
    await page.setViewportSize({ width: 360, height: 740 });
    /* What measures itself does so in the frames after. */
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(over, { message: `${name} scrolls sideways at 360 px`, timeout: 3000 }).toBeLessThanOrEqual(0);
    await page.screenshot({ path: join(shots, `${name}-phone.png`) });
    await page.setViewportSize(size);
}

/** Every request of the page goes to the box, and nothing is logged as an error. Call before the first navigation; assert at the end. */
export function watch(page: Page): { check: () => void } {
    const problems: string[] = [];
    let host = '';
    page.on('request', (r) => {
        const u = new URL(r.url());
        if (u.protocol === 'data:' || u.protocol === 'blob:') return;
        host ||= u.host;
        if (u.host !== host) problems.push(`request to another host: ${r.url()}`);
    });
    page.on('pageerror', (e) => problems.push(`uncaught: ${e.message}`));
    page.on('console', (m) => {
        if (m.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(m.text())) problems.push(`console: ${m.text()}`);
    });
    return { check: () => expect(problems).toEqual([]) };
}
