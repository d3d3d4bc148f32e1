/*
 * What a page costs its reader, as the browser counts it: largest contentful paint cold and warm, layout shift, interaction to next paint,
 * and the time from a click in the navigation to the next page's content; beside them, the same of a page of one line of text: what the
 * browser itself takes on this machine just now. Prints one line of JSON; tests/bench/run holds it against the budgets of the UI.
 *
 *   node tests/bench/vitals.mjs URL EMAIL PASSWORD
 */
import { chromium } from 'playwright-core';

const [url, email, password] = process.argv.slice(2);
const ROUNDS = 7;
const pages = { login: '/login', ops: '/ops', health: '/admin/health' };
const LINE = '/healthz';

const median = (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length / 2)];

/* Counts from the page's first moment. */
const observe = () => {
    const seen = { lcp: 0, cls: 0, inp: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((l) => l.getEntries().forEach((e) => (seen.lcp = e.startTime))).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((l) => l.getEntries().forEach((e) => { if (!e.hadRecentInput) seen.cls += e.value; })).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((l) => l.getEntries().forEach((e) => { if (e.interactionId) seen.inp = Math.max(seen.inp, e.duration); })).observe({ type: 'event', buffered: true, durationThreshold: 16 });
};
const seen = (page) => page.evaluate(() => window.seen);

/* Loaded, and nothing larger is painted for a while. */
async function settle(page, what = 'h1') {
    await page.locator(what).first().waitFor();
    let last = -1;
    for (let s = await seen(page); ; s = await seen(page)) {
        if (s.lcp === last && last > 0) return s;
        last = s.lcp;
        await page.waitForTimeout(300);
    }
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

async function fresh(state) {
    const c = await browser.newContext({ storageState: state });
    await c.addInitScript(observe);
    return c;
}

const door = await fresh();
const page = await door.newPage();
await page.goto(url + '/login');
await page.getByLabel(/e-?mail/i).fill(email);
await page.getByLabel(/password/i).first().fill(password);
await page.keyboard.press('Enter');
await page.waitForURL((u) => !u.pathname.startsWith('/login'));
const state = await door.storageState();
await door.close();

const out = {};
for (const [name, path] of Object.entries(pages)) {
    const cold = [], warm = [], coldLine = [], warmLine = [];
    let cls = 0;
    for (let i = 0; i < ROUNDS; i++) {
        const c = await fresh(name === 'login' ? undefined : state);
        const p = await c.newPage();
        await p.goto(url + path);
        const first = await settle(p);
        await p.goto('about:blank');
        await p.goto(url + path);
        const second = await settle(p);
        cold.push(first.lcp);
        warm.push(second.lcp);
        cls = Math.max(cls, first.cls, second.cls);
        await c.close();
        const bare = await fresh();
        const line = await bare.newPage();
        for (const took of [coldLine, warmLine]) {
            await line.goto(url + LINE);
            took.push((await settle(line, 'pre')).lcp);
            await line.goto('about:blank');
        }
        await bare.close();
    }
    out[name] = { cold: median(cold), warm: median(warm), coldLine: median(coldLine), warmLine: median(warmLine), cls };
}

/* Changing pages by the navigation, after each was loaded once, as everybody does all day. */
const c = await fresh(state);
const p = await c.newPage();
await p.goto(url + '/ops');
await settle(p);
const links = ['/admin/health', '/ops/workers', '/admin/backup', '/ops'];
const changes = [];
for (let round = 0; round < 4; round++) {
    for (const href of links) {
        const took = await p.evaluate(async (to) => {
            const link = document.querySelector(`nav a[href="${to}"]`);
            const before = document.querySelector('h1')?.textContent;
            const start = performance.now();
            link.click();
            while (document.querySelector('h1')?.textContent === before && performance.now() - start < 5000) await new Promise(requestAnimationFrame);
            return performance.now() - start;
        }, href);
        if (round > 0) changes.push(took);
        await p.waitForTimeout(150);
    }
}
/* Real key presses and clicks, as the browser times them: filter, open a dialog, close it. */
await p.goto(url + '/admin/health');
await settle(p);
await p.getByRole('searchbox').or(p.getByPlaceholder(/search|filter/i)).first().click();
await p.keyboard.type('service 1', { delay: 40 });
await p.keyboard.press('Control+k');
await p.waitForTimeout(300);
await p.keyboard.type('work', { delay: 40 });
await p.keyboard.press('Escape');
await p.waitForTimeout(500);
const inp = (await seen(p)).inp;
await browser.close();
console.log(JSON.stringify({ pages: out, change: { median: median(changes), worst: Math.max(...changes) }, inp }));
