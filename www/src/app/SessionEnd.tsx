/*
 * Says that the session is about to end, and lets it go on. Pages ask the server for data by themselves, so the server never sees an open page
 * idle: what counts here is the person. Tabs share when somebody last did something.
 */
import { useEffect, useState } from 'react';
import { get } from '@/api/client';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { endSession, signOut, useMe } from './session';

const KEY = 'binnacle.active';
const WRITE_EVERY_MS = 5000;
const EVENTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

const stored = () => Number(localStorage.getItem(KEY)) || 0;

/** Milliseconds before the end at which it is announced: a minute, less for short sessions. */
export const announceMs = (idleSeconds: number) => Math.min(60, Math.max(2, idleSeconds / 3)) * 1000;

export default function SessionEnd() {
    const me = useMe();
    const session = me?.session;
    const [left, setLeft] = useState<{ ms: number; idle: boolean } | null>(null);
    /* The end at which nothing can be done was seen and closed: said once. */
    const [seen, see] = useState(0);
    const idleMs = (session?.idle_timeout_seconds ?? 0) * 1000;
    const endsAt = session ? Date.parse(session.expires_at) : 0;
    useEffect(() => {
        if (!idleMs) return;
        let written = Date.now();
        localStorage.setItem(KEY, String(written));
        const active = () => {
            const now = Date.now();
            if (now - written < Math.min(WRITE_EVERY_MS, idleMs / 10)) return;
            /* Once announced, only the button counts: a stray move of the mouse is nobody's answer. */
            if (stored() + idleMs - now < announceMs(idleMs / 1000)) return;
            written = now;
            localStorage.setItem(KEY, String(now));
        };
        const tick = () => {
            const now = Date.now();
            const idle = stored() + idleMs - now;
            const end = endsAt - now;
            const ms = Math.min(idle, end);
            if (ms <= 0) void endSession(end <= 0);
            else setLeft(ms <= announceMs(idleMs / 1000) ? { ms, idle: idle < end } : null);
        };
        for (const e of EVENTS) addEventListener(e, active, { passive: true });
        const timer = setInterval(tick, 500);
        return () => {
            clearInterval(timer);
            for (const e of EVENTS) removeEventListener(e, active);
        };
    }, [idleMs, endsAt]);
    if (!left || (!left.idle && seen === endsAt)) return null;
    const seconds = Math.ceil(left.ms / 1000);
    const stay = () => {
        localStorage.setItem(KEY, String(Date.now()));
        setLeft(null);
        void get('/auth/me', { quiet: true }).catch(() => {});
    };
    return (
        <Dialog open title="Your session is about to end" onClose={left.idle ? stay : () => see(endsAt)}>
            <div className="stack">
                <p>
                    {left.idle ? 'Nothing was done here for a while.' : 'A session lasts only so long, whatever is done in it: save your work and sign in again.'} You are signed out in{' '}
                    <b role="timer">
                        {seconds} {seconds === 1 ? 'second' : 'seconds'}
                    </b>
                    .
                </p>
                <DialogFoot>
                    <Button onClick={() => void signOut()}>Sign out now</Button>
                    {left.idle && (
                        <Button look="primary" onClick={stay} autoFocus>
                            Stay signed in
                        </Button>
                    )}
                </DialogFoot>
            </div>
        </Dialog>
    );
}
