/*
 * Calls of the API: base path, CSRF token, problem+json as ApiError. A 401 ends the session, a 5xx tells the toasts;
 * both through hooks, so that this file knows no page.
 */
import type { Problem } from './types';

export class ApiError extends Error {
    readonly status: number;
    readonly requestId: string | undefined;
    readonly fields: { field: string; message: string }[];
    readonly retryAfter: number | undefined;

    constructor(problem: Problem, retryAfter?: number) {
        super(problem.detail || problem.title);
        this.name = 'ApiError';
        this.status = problem.status;
        this.requestId = problem.request_id;
        this.fields = problem.errors ?? [];
        this.retryAfter = retryAfter;
    }
}

interface Hooks {
    unauthorized: () => void;
    failed: (e: ApiError) => void;
}
let hooks: Hooks = { unauthorized: () => {}, failed: () => {} };
let csrf = '';

export function setHooks(h: Hooks): void {
    hooks = h;
}
export function setCsrf(token: string): void {
    csrf = token;
}
/** What a change needs beside the cookie. */
export const csrfHeader = (): Record<string, string> => (csrf ? { 'X-CSRF-Token': csrf } : {});

type Query = Record<string, string | number | boolean | null | undefined>;

export interface CallOptions {
    query?: Query;
    body?: unknown;
    /** A file instead of JSON. */
    file?: Blob;
    headers?: Record<string, string>;
    signal?: AbortSignal;
    /** The caller shows every failure itself: no toast for a 5xx. */
    quiet?: boolean;
    /** A 401 is an answer here (sign-in), not the end of the session. */
    anonymous?: boolean;
}

/* Paths are below /api/v1; one that names /api itself is taken as it is. */
function address(path: string, query?: Query): string {
    const q = new URLSearchParams();
    for (const [k, v] of Object.entries(query ?? {})) {
        if (v !== undefined && v !== null && v !== '') q.set(k, String(v));
    }
    const s = q.toString();
    return `${path.startsWith('/api/') ? '' : '/api/v1'}${path}${s ? `?${s}` : ''}`;
}

async function problem(res: Response): Promise<Problem> {
    const base: Problem = { title: res.statusText || `HTTP ${res.status}`, status: res.status, request_id: res.headers.get('x-request-id') ?? undefined };
    if (!/json/.test(res.headers.get('content-type') ?? '')) return base;
    try {
        return { ...base, ...((await res.json()) as Problem), status: res.status };
    } catch {
        return base;
    }
}

export async function call<T>(method: string, path: string, o: CallOptions = {}): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json', ...o.headers };
    if (method !== 'GET') Object.assign(headers, csrfHeader());
    if (method === 'POST') headers['Idempotency-Key'] = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    let body: BodyInit | undefined;
    if (o.file) {
        body = o.file;
        headers['Content-Type'] = 'application/octet-stream';
    } else if (o.body !== undefined) {
        body = JSON.stringify(o.body);
        headers['Content-Type'] = 'application/json';
    }
    let res: Response;
    try {
        res = await fetch(address(path, o.query), { method, headers, body, signal: o.signal, credentials: 'same-origin' });
    } catch (e) {
        if (e instanceof DOMException && e.name === 'AbortError') throw e;
        throw new ApiError({ title: 'The box does not answer', detail: 'The box does not answer. It may be restarting, or the network is down.', status: 0 });
    }
    if (res.ok) {
        if (res.status === 204) return undefined as T;
        const text = await res.text();
        return (text ? JSON.parse(text) : undefined) as T;
    }
    const retry = Number(res.headers.get('retry-after'));
    const error = new ApiError(await problem(res), Number.isFinite(retry) && retry > 0 ? retry : undefined);
    if (res.status === 401 && !o.anonymous) hooks.unauthorized();
    else if (res.status >= 500 && !o.quiet) hooks.failed(error);
    throw error;
}

export const get = <T>(path: string, o?: CallOptions) => call<T>('GET', path, o);
export const post = <T>(path: string, body?: unknown, o?: CallOptions) => call<T>('POST', path, { ...o, body });
export const put = <T>(path: string, body?: unknown, o?: CallOptions) => call<T>('PUT', path, { ...o, body });
export const patch = <T>(path: string, body?: unknown, o?: CallOptions) => call<T>('PATCH', path, { ...o, body });
export const del = <T>(path: string, o?: CallOptions) => call<T>('DELETE', path, o);

/** Entities are changed only in the version that was read. */
export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` });
export const encode = encodeURIComponent;
