/* Starts the real binary and real systems for browser tests, and stops them by pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repo = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const ADMIN = 'root@example.test';
export const PASSWORD = 'correct horse battery staple';

export const binary = () => process.env.BINNACLE ?? join(repo, 'build/binnacle');

/** Waits for a line on a stream that matches; rejects when the process ends first. */
function line(proc: ChildProcess, lines: string[], pattern: RegExp, seconds = 40): Promise<RegExpMatchArray> {
    return new Promise((done, fail) => {
        const end = Date.now() + seconds * 1000;
        const look = () => {
            for (const l of lines) {
                const m = l.match(pattern);
                if (m) return done(m);
            }
            if (proc.exitCode !== null) return fail(new Error(`ended with ${proc.exitCode} before ${pattern}:\n${lines.slice(-30).join('\n')}`));
            if (Date.now() > end) return fail(new Error(`no line ${pattern} in ${seconds} s:\n${lines.slice(-30).join('\n')}`));
            setTimeout(look, 20);
        };
        look();
    });
}

function collect(proc: ChildProcess): string[] {
    const lines: string[] = [];
    let rest = '';
    const take = (chunk: Buffer) => {
        const parts = (rest + chunk.toString()).split('\n');
        rest = parts.pop() ?? '';
        lines.push(...parts);
    };
    proc.stdout?.on('data', take);
    proc.stderr?.on('data', take);
    return lines;
}

function ended(proc: ChildProcess): Promise<void> {
    return proc.exitCode !== null || proc.signalCode !== null ? Promise.resolve() : new Promise((done) => proc.once('exit', () => done()));
}

export class Box {
    readonly scratch = mkdtempSync(join(tmpdir(), 'binnacle-e2e-'));
    readonly data = join(this.scratch, 'data');
    url = '';
    private proc!: ChildProcess;
    private lines: string[] = [];
    private cookie = '';
    private csrf = '';

    private readonly args: string[];

    constructor(
        private readonly claimed = true,
        ...args: string[]
    ) {
        this.args = args;
    }

    async start(port = 0): Promise<this> {
        const env: NodeJS.ProcessEnv = { ...process.env, ASAN_OPTIONS: 'abort_on_error=1:detect_leaks=1:quarantine_size_mb=16' };
        if (this.claimed) Object.assign(env, { BINNACLE_ADMIN_EMAIL: ADMIN, BINNACLE_ADMIN_PASSWORD: PASSWORD });
        this.proc = spawn(binary(), ['serve', '--data', this.data, '--listen', `127.0.0.1:${port}`, ...this.args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
        this.lines = collect(this.proc);
        this.url = (await line(this.proc, this.lines, /listening on (http:\/\/\S+)/))[1];
        for (let i = 0; ; i++) {
            const ok = await fetch(`${this.url}/readyz`).then((r) => r.ok, () => false);
            if (ok) return this;
            if (i > 400) throw new Error('not ready');
            await new Promise((r) => setTimeout(r, 50));
        }
    }

    claimPath = async () => (await line(this.proc, this.lines, /(\/claim\?token=[\w-]+)/))[1];

    /** SIGTERM; must end well. */
    async stop(): Promise<void> {
        this.proc.kill('SIGTERM');
        await ended(this.proc);
        if (this.proc.exitCode !== 0) throw new Error(`exit ${this.proc.exitCode ?? this.proc.signalCode}:\n${this.lines.slice(-40).join('\n')}`);
    }

    /** Stops, and starts again on the same port. */
    async restart(): Promise<void> {
        const port = Number(new URL(this.url).port);
        await this.stop();
        await this.start(port);
    }

    /** Runs another command of the binary on this data directory. */
    async cli(...args: string[]): Promise<string> {
        const p = spawn(binary(), args, { env: { ...process.env, BINNACLE_DATA: this.data }, stdio: ['ignore', 'pipe', 'pipe'] });
        const lines = collect(p);
        await ended(p);
        if (p.exitCode !== 0) throw new Error(`${args.join(' ')}: exit ${p.exitCode}: ${lines.join('\n')}`);
        return lines.join('\n');
    }

    /** A call of the API as the superadmin. */
    async api<T = any>(method: string, path: string, body?: unknown): Promise<T> {
        if (!this.cookie) {
            const r = await fetch(`${this.url}/api/v1/auth/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email: ADMIN, password: PASSWORD }) });
            if (!r.ok) throw new Error(`login: ${r.status} ${await r.text()}`);
            this.cookie = (r.headers.get('set-cookie') ?? '').split(';')[0];
            this.csrf = (await r.json()).csrf_token;
        }
        const r = await fetch(this.url + path, {
            method,
            headers: { Cookie: this.cookie, 'X-CSRF-Token': this.csrf, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        const text = await r.text();
        if (!r.ok) throw new Error(`${method} ${path}: ${r.status} ${text}`);
        return (text ? JSON.parse(text) : undefined) as T;
    }

    async close(): Promise<void> {
        try {
            if (this.proc?.exitCode === null && this.proc.signalCode === null) await this.stop();
        } finally {
            this.proc?.kill('SIGKILL');
            rmSync(this.scratch, { recursive: true, force: true });
        }
    }
}

/** One of tests/systems, e.g. `await System.start('redis')`. */
export class System {
    port = 0;
    facts: Record<string, any> = {};
    private constructor(private readonly name: string, private readonly args: string[], private proc: ChildProcess) {}

    static async start(name: string, ...args: string[]): Promise<System> {
        const s = new System(name, args, undefined as unknown as ChildProcess);
        await s.launch();
        return s;
    }

    private async launch(): Promise<void> {
        const port = this.port ? ['--port', String(this.port)] : [];
        this.proc = spawn(join(repo, 'tests/systems', this.name), [...this.args, ...port], { stdio: ['pipe', 'pipe', 'inherit'] });
        const lines = collect(this.proc);
        this.facts = JSON.parse((await line(this.proc, lines, /^\{.*\}$/, 120))[0]);
        this.port = this.facts.port;
    }

    async stop(): Promise<void> {
        this.proc.stdin?.end();
        await ended(this.proc);
    }

    /** Starts again on the same port. */
    startAgain = () => this.launch();

    async post(path: string, body: unknown): Promise<any> {
        return (await fetch(`http://127.0.0.1:${this.port}${path}`, { method: 'POST', body: JSON.stringify(body) })).json();
    }
    async get(path: string): Promise<any> {
        return (await fetch(`http://127.0.0.1:${this.port}${path}`)).json();
    }
}
