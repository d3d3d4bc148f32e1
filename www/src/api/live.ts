/*
 * The one live socket. Topics are multiplexed; what arrives waits in a bounded ring and is handed out once per animation frame.
 * It reconnects with exponential backoff. A gap (a reconnect, or messages that were dropped anywhere) calls the listeners'
 * `gap`, and they fetch again: the socket is a hint, the API is the truth.
 */
import { backoffMs } from './backoff';
import { Ring } from './ring';

export type Connection = 'connected' | 'reconnecting' | 'offline';

interface Listener {
    data: (items: unknown[]) => void;
    gap?: () => void;
    /** From here on nothing is missed; what was fetched before may be. */
    sure?: () => void;
}

const PING_MS = 25_000;
const SILENCE_MS = 70_000;
const BUFFER = 2_000;

class Live {
    private socket: WebSocket | null = null;
    private wanted = false;
    private attempt = 0;
    private retry = 0;
    private beat = 0;
    private heard = 0;
    private frame = 0;
    private hadConnection = false;
    private readonly topics = new Map<string, Set<Listener>>();
    /** Wait for the pong after their subscription. */
    private unsure: Listener[] = [];
    private readonly queue = new Ring<{ topic: string; data: unknown }>(BUFFER);
    private readonly watchers = new Set<() => void>();
    state: Connection = 'offline';
    /** Topics of figures that are gathered over an interval: how many seconds, when it is not the box's choice. */
    readonly every: Record<string, number> = {};
    /** The box says that whoever opened the socket is signed out, has other rights now, or acts in another tenant. */
    refused = () => {};

    constructor() {
        if (typeof window === 'undefined') return;
        addEventListener('online', () => this.wanted && this.connect());
        addEventListener('offline', () => this.close('offline'));
        document.addEventListener('visibilitychange', () => {
            if (!document.hidden && this.wanted && !this.socket) this.connect();
        });
    }

    watch = (fn: () => void) => {
        this.watchers.add(fn);
        return () => void this.watchers.delete(fn);
    };
    snapshot = () => this.state;

    start(): void {
        if (this.wanted) return;
        this.wanted = true;
        this.connect();
    }

    stop(): void {
        this.wanted = false;
        this.hadConnection = false;
        this.close('offline');
    }

    on(topic: string, listener: Listener): () => void {
        let set = this.topics.get(topic);
        if (!set) {
            this.topics.set(topic, (set = new Set()));
            this.ask(topic);
        }
        set.add(listener);
        if (listener.sure) {
            this.unsure.push(listener);
            this.send({ op: 'ping' });
        }
        return () => {
            set.delete(listener);
            if (set.size === 0 && this.topics.get(topic) === set) {
                this.topics.delete(topic);
                this.send({ op: 'unsubscribe', topic });
            }
        };
    }

    private set(state: Connection): void {
        if (this.state === state) return;
        this.state = state;
        for (const w of this.watchers) w();
    }

    ask(topic: string): void {
        this.send({ op: 'subscribe', topic, interval_seconds: this.every[topic] });
    }

    private send(message: object): void {
        if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
    }

    private connect(): void {
        clearTimeout(this.retry);
        if (this.socket || !this.wanted) return;
        if (!navigator.onLine) return this.set('offline');
        if (this.state === 'offline') this.set('reconnecting');
        const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
        this.socket = socket;
        socket.onopen = () => {
            this.attempt = 0;
            this.heard = Date.now();
            for (const topic of this.topics.keys()) this.ask(topic);
            if (this.unsure.length) this.send({ op: 'ping' });
            this.set('connected');
            if (this.hadConnection) this.gap();
            this.hadConnection = true;
            this.beat = window.setInterval(() => {
                if (Date.now() - this.heard > SILENCE_MS) return this.lost(socket);
                this.send({ op: 'ping' });
            }, PING_MS);
        };
        socket.onmessage = (e) => this.receive(String(e.data));
        socket.onclose = (e) => {
            /* Not allowed: trying again would not help. Signed out: or only no more who one was, which another request tells. */
            if (e.code === 4403) this.wanted = false;
            this.lost(socket);
            if (e.code === 4401) this.refused();
        };
    }

    private lost(socket: WebSocket): void {
        if (this.socket !== socket) return;
        this.close(this.wanted ? 'reconnecting' : 'offline');
        if (!this.wanted) return;
        const wait = backoffMs(this.attempt++);
        if (this.attempt > 4) this.set('offline');
        this.retry = window.setTimeout(() => this.connect(), wait);
    }

    private close(state: Connection): void {
        clearInterval(this.beat);
        clearTimeout(this.retry);
        const socket = this.socket;
        this.socket = null;
        if (socket) {
            socket.onopen = socket.onmessage = socket.onclose = null;
            socket.close();
        }
        this.set(state);
    }

    private receive(text: string): void {
        this.heard = Date.now();
        let message: { op?: string; topic?: string; data?: unknown; dropped?: number };
        try {
            message = JSON.parse(text);
        } catch {
            return;
        }
        if (message.op === 'pong') for (const l of this.unsure.splice(0)) l.sure?.();
        if (!message.topic) return;
        if (message.dropped) {
            for (const l of this.topics.get(message.topic) ?? []) l.gap?.();
            return;
        }
        if (message.data === undefined) return;
        this.queue.push({ topic: message.topic, data: message.data });
        /* A hidden page gets no animation frames: the ring keeps the newest, and the frame comes when the page is seen again. */
        this.frame ||= requestAnimationFrame(() => this.flush());
    }

    private flush(): void {
        this.frame = 0;
        const lost = this.queue.dropped > 0;
        const byTopic = new Map<string, unknown[]>();
        for (const m of this.queue.drain()) {
            const list = byTopic.get(m.topic);
            if (list) list.push(m.data);
            else byTopic.set(m.topic, [m.data]);
        }
        for (const [topic, items] of byTopic) {
            for (const l of this.topics.get(topic) ?? []) l.data(items);
        }
        if (lost) this.gap();
    }

    private gap(): void {
        for (const set of this.topics.values()) {
            for (const l of set) l.gap?.();
        }
    }
}

export const live = new Live();
