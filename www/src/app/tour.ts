/*
 * The guided tour: a step for each page of routes.ts that has a text below and that one may open. It can be left, and goes on where it was left.
 * The texts are here and not in the rows, since the rows are part of what every visit loads first.
 */
import { type Driver, driver } from 'driver.js';
import 'driver.js/dist/driver.css';
import './tour.css';
import { routes } from '@/routes';
import { prefs, setPrefs } from './look';

const TEXTS: Record<string, string> = {
    '/ops': 'How things are right now: what is down, what fires, what happened last, and how this box itself is doing.',
    '/admin/health': 'Every service that is watched. The ones in trouble come first; a card opens its history, its last check and its charts.',
    '/admin/health/dependencies': 'What depends on what. A failure shows its root, and everything that it takes along tells nobody twice.',
    '/ops/workers': 'Workers that report themselves, with readiness and version.',
    '/ops/alerts': 'What fired and what is over. Acknowledge one to say that you are on it.',
    '/admin/channels': 'Where alerts are sent, and every delivery with its answer. Nothing is lost: what could not be delivered waits here.',
    '/admin/backup': 'Backups of the whole box, each one proven restorable.',
    '/admin/users': 'Who may sign in, and what each may do.',
};

let running: Driver | undefined;

const until = async (selector: string) => {
    for (let i = 0; i < 60 && !document.querySelector(selector); i++) await new Promise((r) => setTimeout(r, 50));
};

export async function startTour(navigate: (path: string) => void, may: (permission: string) => boolean, fromStart = false): Promise<void> {
    if (running) return;
    const before = document.activeElement;
    const stops = routes.filter((r) => TEXTS[r.path] && may(r.permission));
    if (!stops.length) return;
    let at = fromStart ? 0 : Math.max(0, stops.findIndex((r) => r.path === prefs.get().tour.step));
    /* driver.js says that it is over only where the first step had come to rest: so its end is ours. */
    const end = (state: 'done' | 'dismissed') => {
        if (running !== d) return;
        running = undefined;
        dialogs.disconnect();
        d.destroy();
        void setPrefs({ tour: state === 'done' ? { state, step: '' } : { state } });
        if (before instanceof HTMLElement && before.isConnected && !document.querySelector('dialog[open]')) before.focus();
    };
    /* Whoever opens a dialog, or gets one, has something else to do: the tour would lie over it. */
    const dialogs = new MutationObserver(() => document.querySelector('dialog[open]') && end('dismissed'));
    const show = async (i: number) => {
        at = i;
        const r = stops[i]!;
        navigate(r.path);
        void setPrefs({ tour: { state: 'running', step: r.path } });
        await until(`nav.nav a[href="${r.path}"][aria-current]`);
        await until('main h1');
        if (running !== d) return;
        const narrow = matchMedia('(max-width: 900px)').matches;
        d.highlight({
            element: narrow ? 'main h1' : `nav.nav a[href="${r.path}"]`,
            popover: {
                title: r.label,
                description: TEXTS[r.path],
                side: narrow ? 'bottom' : 'right',
                align: 'start',
                showButtons: i ? ['previous', 'next', 'close'] : ['next', 'close'],
                showProgress: true,
                progressText: `${i + 1} of ${stops.length}`,
                prevBtnText: 'Back',
                nextBtnText: i === stops.length - 1 ? 'Done' : 'Next',
                onPrevClick: () => void show(at - 1),
                onNextClick: () => {
                    if (at < stops.length - 1) void show(at + 1);
                    else end('done');
                },
            },
        });
        document.querySelector<HTMLElement>('.driver-popover-next-btn')?.focus();
    };
    const d = driver({
        animate: document.documentElement.dataset.motion !== 'reduce',
        allowKeyboardControl: true,
        overlayOpacity: 0.6,
        stagePadding: 2,
        stageRadius: 2,
        popoverClass: 'tour',
        onDestroyStarted: () => end('dismissed'),
    });
    running = d;
    dialogs.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['open'] });
    await show(at);
}
