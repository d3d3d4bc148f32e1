/* What a form makes of a JSON Schema. Pure, so that it can be tested alone. */
import type { Schema } from '@/api/types';

export type Kind = 'secret' | 'enum' | 'boolean' | 'number' | 'text' | 'multiline' | 'words' | 'map' | 'object' | 'objects' | 'json';

const typeOf = (s: Schema) => (Array.isArray(s.type) ? s.type.find((t) => t !== 'null') : s.type);

export function fieldKind(s: Schema): Kind {
    const type = typeOf(s);
    if (s['x-secret'] && type !== 'object') return 'secret';
    if (s.enum) return 'enum';
    switch (type) {
        case 'boolean':
            return 'boolean';
        case 'integer':
        case 'number':
            return 'number';
        case 'string':
            return s['x-multiline'] ? 'multiline' : 'text';
        case 'array': {
            const item = s.items && typeOf(s.items);
            if (item === 'string' || item === 'integer') return 'words';
            return item === 'object' && s.items?.properties ? 'objects' : 'json';
        }
        case 'object':
            if (s.properties && Object.keys(s.properties).length) return 'object';
            return typeof s.additionalProperties === 'object' && typeOf(s.additionalProperties) === 'string' ? 'map' : 'json';
        default:
            return 'json';
    }
}

const small = new Set(['http', 'https', 'tls', 'dns', 'tcp', 'url', 'json', 'id', 'sni', 'ca', 'cpu', 'api', 'sasl', 'db', 'utc', 'cron', 'ip']);

/** "expect_json_path" reads "Expect JSON path"; a unit at the end is shown behind the field instead. */
export function labelOf(name: string, s: Schema): string {
    if (s.title && s.title !== name) return s.title.charAt(0).toUpperCase() + s.title.slice(1);
    const words = name.replace(/_(ms|seconds|pct|bytes|mb)$/, '').split('_');
    return words.map((w, i) => (small.has(w) && w !== 'cron' ? w.toUpperCase() : i === 0 ? w.charAt(0).toUpperCase() + w.slice(1) : w)).join(' ');
}

export function unitOf(name: string): string | undefined {
    if (/_ms$/.test(name)) return 'ms';
    if (/_seconds$/.test(name)) return 's';
    if (/_(pct|percent)$/.test(name)) return '%';
    if (/_bytes$/.test(name)) return 'bytes';
    if (/_mb$/.test(name)) return 'MB';
    if (/_days$/.test(name)) return 'days';
    return undefined;
}

export function placeholderOf(s: Schema): string | undefined {
    const v = s.default ?? s.examples?.[0];
    return v === undefined || v === null || typeof v === 'object' ? undefined : String(v);
}

/** Is this what an answer says of a stored secret? */
export function isSet(v: unknown): boolean {
    return isMasked(v) && (v as { set: boolean }).set;
}

/** Is this what an answer says of a secret, stored or not? */
export function isMasked(v: unknown): boolean {
    if (typeof v !== 'object' || v === null || Array.isArray(v)) return false;
    const keys = Object.keys(v);
    return keys.length === 1 && keys[0] === 'set' && typeof (v as { set: unknown }).set === 'boolean';
}

/** Sentences one after the other, each with its full stop. */
export function sentences(...parts: (string | false | null | undefined)[]): string | undefined {
    const text = parts.filter(Boolean).map((p) => (/[.!?…]$/.test(p as string) ? p : `${p}.`));
    return text.length ? text.join(' ') : undefined;
}

export function withMember(value: Record<string, unknown>, name: string, v: unknown): Record<string, unknown> {
    const next = { ...value };
    if (v === undefined) delete next[name];
    else next[name] = v;
    return next;
}

/** What is sent: stored secrets that were not touched stay away, and so do `{set: false}`. */
export function forSending(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(forSending);
    if (typeof value !== 'object' || value === null) return value;
    const out: Record<string, unknown> = {};
    for (const [k, v] of Object.entries(value)) {
        if (isMasked(v)) continue;
        out[k] = forSending(v);
    }
    return out;
}
