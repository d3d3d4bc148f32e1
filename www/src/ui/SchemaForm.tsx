/*
 * A form from a JSON Schema (the part that the box's field tables write):
 *   <SchemaForm schema={type.schema} value={config} onChange={setConfig} path="config" error={useFieldErrors(e)} />
 * What it does not know (free JSON) becomes a text area that must hold JSON. An empty field is absent, so the server's default holds.
 */
import { useEffect, useId, useState } from 'react';
import { Plus, X } from 'lucide-react';
import { Button } from './Button';
import { CheckField, Field, NumberField, SelectField, TagsField, TextField, described } from './Form';
import type { Schema } from '@/api/types';
import { fieldKind, isMasked, isSet, labelOf, placeholderOf, sentences, unitOf, withMember } from './schema';

type Value = Record<string, unknown>;

interface Props {
    schema: Schema;
    value: Value;
    onChange: (v: Value) => void;
    path: string;
    error: (field: string) => string | undefined;
}

export function SchemaForm({ schema, value, onChange, path, error }: Props) {
    const all = Object.entries(schema.properties ?? {}).filter(([, s]) => !s.readOnly);
    return (
        <div className="form-grid">
            {all.map(([name, s]) => (
                <Member
                    key={name}
                    name={name}
                    schema={s}
                    required={schema.required?.includes(name) ?? false}
                    value={value[name]}
                    onChange={(v) => onChange(withMember(value, name, v))}
                    path={path ? `${path}.${name}` : name}
                    error={error}
                />
            ))}
        </div>
    );
}

interface MemberProps {
    name: string;
    schema: Schema;
    required: boolean;
    value: unknown;
    onChange: (v: unknown) => void;
    path: string;
    error: (field: string) => string | undefined;
}

function Member({ name, schema, required, value, onChange, path, error }: MemberProps) {
    const base = { label: labelOf(name, schema), help: schema.description, error: error(path), required: required || undefined };
    const hint = placeholderOf(schema);
    switch (fieldKind(schema)) {
        case 'secret':
            return <Secret base={base} value={value} onChange={onChange} />;
        case 'enum': {
            const options: [string, string][] = (schema.enum ?? []).filter((e) => e !== null).map((e) => [String(e), String(e)]);
            const fallback = schema.default === undefined ? 'not set' : `${String(schema.default)} (default)`;
            return <SelectField {...base} value={typeof value === 'string' ? value : ''} onChange={(v) => onChange(v || undefined)} options={required ? options : [['', fallback], ...options.filter(([o]) => o !== schema.default || o === value)]} />;
        }
        case 'boolean':
            return <CheckField label={base.label} help={base.help} error={base.error} checked={typeof value === 'boolean' ? value : schema.default === true} onChange={(v) => onChange(v === (schema.default === true) ? undefined : v)} />;
        case 'number':
            return (
                <NumberBox base={base} schema={schema} value={value} hint={hint} name={name} onChange={onChange} />
            );
        case 'text':
            return <TextField {...base} value={typeof value === 'string' ? value : ''} onChange={(v) => onChange(v || undefined)} placeholder={hint} maxLength={schema.maxLength} />;
        case 'multiline':
            return <TextField {...base} wide rows={4} value={typeof value === 'string' ? value : ''} onChange={(v) => onChange(v || undefined)} placeholder={hint} maxLength={schema.maxLength} />;
        case 'words':
            return <TagsField {...base} value={Array.isArray(value) ? value.map(String) : []} onChange={(v) => onChange(v.length ? (schema.items?.type === 'integer' ? v.map(Number) : v) : undefined)} />;
        case 'map':
            return <MapField base={base} secret={Boolean(schema['x-secret'] ?? (schema.additionalProperties as Schema)['x-secret'])} value={value} onChange={onChange} path={path} error={error} />;
        case 'object':
            return (
                <fieldset className="wide">
                    <legend>{base.label}</legend>
                    {schema.description && <p className="muted">{schema.description}</p>}
                    <div className="nested">
                        <SchemaForm schema={schema} value={(value ?? {}) as Value} onChange={(v) => onChange(Object.keys(v).length ? v : undefined)} path={path} error={error} />
                    </div>
                </fieldset>
            );
        case 'objects':
            return <ObjectsField base={base} schema={schema.items ?? {}} value={Array.isArray(value) ? (value as Value[]) : []} onChange={(v) => onChange(v.length ? v : undefined)} path={path} error={error} />;
        case 'json':
            return <JsonField base={base} value={value} onChange={onChange} />;
    }
}

type BaseProps = { label: string; help?: string; error?: string; required: true | undefined };

function NumberBox({ base, schema, value, hint, name, onChange }: { base: BaseProps; schema: Schema; value: unknown; hint?: string; name: string; onChange: (v: unknown) => void }) {
    const help = sentences(base.help, hint && `Default ${hint}`);
    return (
        <NumberField
            {...base}
            help={help}
            value={typeof value === 'number' ? value : null}
            onChange={(v) => onChange(v ?? undefined)}
            unit={unitOf(name)}
            min={schema.minimum}
            max={schema.maximum}
            step={schema.type === 'number' ? 'any' : 1}
        />
    );
}

/** A stored secret never comes back: it stays unless another is typed, or it is cleared. */
function Secret({ base, value, onChange }: { base: BaseProps; value: unknown; onChange: (v: unknown) => void }) {
    const [stored] = useState(() => isSet(value));
    const cleared = value === null;
    const help = sentences(base.help, stored && (cleared ? 'Will be cleared' : 'A value is stored; leave empty to keep it'));
    return (
        <div className="field">
            <TextField
                {...base}
                type="password"
                autoComplete="new-password"
                help={help}
                value={typeof value === 'string' ? value : ''}
                placeholder={stored && !cleared ? '••••••••' : undefined}
                onChange={(v) => onChange(v || (stored ? { set: true } : undefined))}
            />
            {stored && !base.required && (
                <div>
                    <Button small look="quiet" onClick={() => onChange(cleared ? { set: true } : null)}>
                        {cleared ? 'Keep it' : 'Clear it'}
                    </Button>
                </div>
            )}
        </div>
    );
}

/** Free names and values, such as HTTP headers. A map may be stored as one secret; then not even its names are known here. */
function MapField({ base, value, onChange, path, error, secret }: { base: BaseProps; value: unknown; onChange: (v: unknown) => void; path: string; error: (f: string) => string | undefined; secret: boolean }) {
    const [stored] = useState(() => isSet(value));
    const [rows, setRows] = useState<[string, unknown][]>(() => (isMasked(value) || typeof value !== 'object' || value === null ? [] : Object.entries(value)));
    const update = (next: [string, unknown][]) => {
        setRows(next);
        const kept = next.filter(([k]) => k.trim() !== '');
        onChange(kept.length ? Object.fromEntries(kept) : stored ? { set: true } : undefined);
    };
    const cleared = value === null;
    return (
        <fieldset className="wide stack" style={{ gap: 4 }}>
            <legend>{base.label}</legend>
            {base.help && <p className="muted">{base.help}</p>}
            {stored && <p className="muted">{cleared ? 'Those that are stored will be cleared.' : rows.length ? 'Replaces all that are stored.' : 'Some are stored and stay; add any to replace them all.'}</p>}
            {rows.map(([k, v], i) => (
                <div key={i} className="input-row">
                    <input className="input" aria-label={`${base.label}: name ${i + 1}`} placeholder="Name" value={k} onChange={(e) => update(rows.map((r, j) => (j === i ? [e.target.value, r[1]] : r)))} />
                    <input
                        className="input"
                        type={secret ? 'password' : 'text'}
                        autoComplete="off"
                        aria-label={`${base.label}: value ${i + 1}`}
                        placeholder={isSet(v) ? 'stored' : 'Value'}
                        value={typeof v === 'string' ? v : ''}
                        onChange={(e) => update(rows.map((r, j) => (j === i ? [r[0], e.target.value] : r)))}
                    />
                    <Button look="quiet" icon={<X size={14} />} label={`Remove ${k || `row ${i + 1}`}`} onClick={() => update(rows.filter((_, j) => j !== i))} />
                    {error(`${path}.${k}`) && <span className="form-error">{error(`${path}.${k}`)}</span>}
                </div>
            ))}
            <div className="row tight">
                <Button small icon={<Plus size={14} />} onClick={() => setRows([...rows, ['', '']])}>
                    Add to {base.label.toLowerCase()}
                </Button>
                {stored && rows.length === 0 && (
                    <Button small look="quiet" onClick={() => onChange(cleared ? { set: true } : null)}>
                        {cleared ? 'Keep those that are stored' : `Clear the stored ${base.label.toLowerCase()}`}
                    </Button>
                )}
            </div>
            {base.error && <span className="form-error">{base.error}</span>}
        </fieldset>
    );
}

function ObjectsField({ base, schema, value, onChange, path, error }: { base: BaseProps; schema: Schema; value: Value[]; onChange: (v: Value[]) => void; path: string; error: (f: string) => string | undefined }) {
    return (
        <fieldset className="wide stack">
            <legend>{base.label}</legend>
            {base.help && <p className="muted">{base.help}</p>}
            {value.map((v, i) => (
                <div key={i} className="nested">
                    <SchemaForm schema={schema} value={v} onChange={(n) => onChange(value.map((o, j) => (j === i ? n : o)))} path={`${path}[${i}]`} error={error} />
                    <div>
                        <Button small look="quiet" icon={<X size={14} />} onClick={() => onChange(value.filter((_, j) => j !== i))}>
                            Remove {i + 1}
                        </Button>
                    </div>
                </div>
            ))}
            <div>
                <Button small icon={<Plus size={14} />} onClick={() => onChange([...value, {}])}>
                    Add to {base.label.toLowerCase()}
                </Button>
            </div>
            {base.error && <span className="form-error">{base.error}</span>}
        </fieldset>
    );
}

function JsonField({ base, value, onChange }: { base: BaseProps; value: unknown; onChange: (v: unknown) => void }) {
    const id = useId();
    const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
    const [bad, setBad] = useState('');
    useEffect(() => {
        if (value === undefined && !bad) setText('');
    }, [value, bad]);
    return (
        <Field id={id} {...base} error={bad || base.error} wide>
            <textarea
                className="textarea"
                rows={4}
                spellCheck={false}
                {...described(id, base.help, bad || base.error)}
                value={text}
                onChange={(e) => {
                    setText(e.target.value);
                    try {
                        onChange(e.target.value.trim() === '' ? undefined : JSON.parse(e.target.value));
                        setBad('');
                    } catch {
                        setBad('This is not JSON yet');
                    }
                }}
            />
        </Field>
    );
}
