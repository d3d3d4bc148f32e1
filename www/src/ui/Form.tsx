/*
 * <TextField label="Name" value onChange error={errors.name} help="…" />, NumberField, SelectField, CheckField, TagsField:
 * labelled, described and marked invalid for screen readers. useForm() below keeps the server's 422 beside the fields:
 *   const f = useFieldErrors(mutation.error); <TextField … error={f('name')} /> <FormError error={mutation.error} known={['name']} />
 */
import { Eye, EyeOff, X } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { ApiError } from '@/api/client';
import { Button } from './Button';

interface Base {
    label: string;
    help?: ReactNode;
    error?: string;
    required?: boolean;
    wide?: boolean;
    disabled?: boolean;
    autoFocus?: boolean;
}

export function Field({ label, help, error, required, wide, id, children }: Base & { id: string; children: ReactNode }) {
    return (
        <div className={`field${wide ? ' wide' : ''}`}>
            <label htmlFor={id}>
                {label}
                {required === false && <span className="req"> optional</span>}
            </label>
            {children}
            {error && (
                <span className="error" id={`${id}-e`} role="alert">
                    {error}
                </span>
            )}
            {help && (
                <span className="help" id={`${id}-h`}>
                    {help}
                </span>
            )}
        </div>
    );
}

export function described(id: string, help?: ReactNode, error?: string) {
    return {
        id,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': [error && `${id}-e`, help && `${id}-h`].filter(Boolean).join(' ') || undefined,
    };
}

interface TextProps extends Base {
    value: string;
    onChange: (v: string) => void;
    type?: 'text' | 'email' | 'password' | 'url' | 'datetime-local' | 'time';
    placeholder?: string;
    autoComplete?: string;
    rows?: number;
    maxLength?: number;
    mono?: boolean;
    inputMode?: 'numeric' | 'text';
}

export function TextField({ value, onChange, type = 'text', placeholder, autoComplete = 'off', rows, maxLength, mono, inputMode, disabled, autoFocus, ...base }: TextProps) {
    const id = useId();
    const [shown, show] = useState(false);
    const [caps, setCaps] = useState(false);
    const common = { ...described(id, base.help, base.error), value, placeholder, disabled, autoFocus, maxLength, inputMode, required: base.required };
    return (
        <Field id={id} {...base}>
            {rows ? (
                <textarea className="textarea" rows={rows} spellCheck={false} {...common} onChange={(e) => onChange(e.target.value)} />
            ) : (
                <div className="input-row">
                    <input
                        className={`input${mono ? ' mono' : ''}`}
                        type={type === 'password' && shown ? 'text' : type}
                        autoComplete={autoComplete}
                        spellCheck={false}
                        step={type === 'datetime-local' ? 60 : undefined}
                        {...common}
                        onChange={(e) => onChange(e.target.value)}
                        onKeyUp={type === 'password' ? (e) => setCaps(e.getModifierState('CapsLock')) : undefined}
                        onBlur={type === 'password' ? () => setCaps(false) : undefined}
                    />
                    {type === 'password' && <Button look="quiet" icon={shown ? <EyeOff size={14} /> : <Eye size={14} />} label={shown ? 'Hide what is typed' : 'Show what is typed'} pressed={shown} onClick={() => show(!shown)} />}
                </div>
            )}
            {caps && (
                <span className="help caps" role="status">
                    Caps lock is on
                </span>
            )}
        </Field>
    );
}

/** A password to be: its length is what counts, so that is what is shown. */
export function NewPasswordField({ help = 'At least 12 characters; a few words are better than symbols.', ...p }: Omit<TextProps, 'type' | 'autoComplete' | 'rows'>) {
    const n = new TextEncoder().encode(p.value).length;
    const [level, word] = n === 0 ? [0, ''] : n < 12 ? [1, `${12 - n} more to go`] : n < 16 ? [2, 'long enough'] : n < 24 ? [3, 'good'] : [4, 'very good'];
    return (
        <div className="new-password">
            <TextField {...p} help={help} type="password" autoComplete="new-password" />
            <div className="strength" role="status" data-level={level} aria-label={word ? `Length: ${word}` : undefined}>
                <span className="bars" aria-hidden="true">
                    {[1, 2, 3, 4].map((i) => (
                        <i key={i} className={i <= level ? 'on' : ''} />
                    ))}
                </span>
                <span aria-hidden="true">{word}</span>
            </div>
        </div>
    );
}

/** A code of the second factor: a number pad on phones, filled in by password managers. */
export function CodeField(p: Omit<TextProps, 'type' | 'rows'>) {
    return <TextField {...p} inputMode={p.inputMode ?? 'numeric'} autoComplete="one-time-code" mono maxLength={p.maxLength ?? 6} />;
}

export function NumberField({ value, onChange, unit, min, max, step, disabled, ...base }: Base & { value: number | null; onChange: (v: number | null) => void; unit?: string; min?: number; max?: number; step?: number | 'any' }) {
    const id = useId();
    return (
        <Field id={id} {...base}>
            <div className="input-row">
                <input
                    {...described(id, base.help, base.error)}
                    className="input"
                    type="number"
                    inputMode="numeric"
                    value={value ?? ''}
                    min={min}
                    max={max}
                    step={step}
                    disabled={disabled}
                    required={base.required}
                    onChange={(e) => onChange(e.target.value === '' ? null : Number(e.target.value))}
                />
                {unit && <span className="unit">{unit}</span>}
            </div>
        </Field>
    );
}

export function SelectField({ value, onChange, options, disabled, ...base }: Base & { value: string; onChange: (v: string) => void; options: [string, string][] }) {
    const id = useId();
    return (
        <Field id={id} {...base}>
            <select {...described(id, base.help, base.error)} className="select" value={value} disabled={disabled} onChange={(e) => onChange(e.target.value)}>
                {options.map(([v, text]) => (
                    <option key={v} value={v}>
                        {text}
                    </option>
                ))}
            </select>
        </Field>
    );
}

export function CheckField({ label, help, error, checked, onChange, disabled, wide }: Omit<Base, 'required'> & { checked: boolean; onChange: (v: boolean) => void }) {
    const id = useId();
    return (
        <div className={`field${wide ? ' wide' : ''}`}>
            <div className="check">
                <input type="checkbox" {...described(id, help, error)} checked={checked} disabled={disabled} onChange={(e) => onChange(e.target.checked)} />
                <label htmlFor={id}>{label}</label>
            </div>
            {error && (
                <span className="error" id={`${id}-e`} role="alert">
                    {error}
                </span>
            )}
            {help && (
                <span className="help" id={`${id}-h`}>
                    {help}
                </span>
            )}
        </div>
    );
}

/** Words in a list: Enter or a comma adds one, Backspace takes the last. */
export function TagsField({ value, onChange, suggestions, placeholder, ...base }: Base & { value: string[]; onChange: (v: string[]) => void; suggestions?: string[]; placeholder?: string }) {
    const id = useId();
    const [text, setText] = useState('');
    const add = (raw: string) => {
        const words = raw.split(',').map((w) => w.trim()).filter((w) => w && !value.includes(w));
        if (words.length) onChange([...value, ...new Set(words)]);
        setText('');
    };
    return (
        <Field id={id} {...base}>
            <div className="row tight">
                {value.map((v) => (
                    <span key={v} className="tag">
                        {v}
                        <button type="button" className="btn quiet icon small" style={{ width: 16, height: 16 }} aria-label={`Remove ${v}`} onClick={() => onChange(value.filter((o) => o !== v))}>
                            <X size={12} aria-hidden="true" />
                        </button>
                    </span>
                ))}
                <input
                    {...described(id, base.help, base.error)}
                    className="input grow"
                    style={{ minWidth: 120 }}
                    list={suggestions ? `${id}-l` : undefined}
                    value={text}
                    placeholder={placeholder ?? 'Type and press Enter'}
                    onChange={(e) => (e.target.value.includes(',') ? add(e.target.value) : setText(e.target.value))}
                    onBlur={() => add(text)}
                    onKeyDown={(e) => {
                        if (e.key === 'Enter') {
                            e.preventDefault();
                            add(text);
                        } else if (e.key === 'Backspace' && !text) onChange(value.slice(0, -1));
                    }}
                />
                {suggestions && (
                    <datalist id={`${id}-l`}>
                        {suggestions.filter((s) => !value.includes(s)).map((s) => (
                            <option key={s} value={s} />
                        ))}
                    </datalist>
                )}
            </div>
        </Field>
    );
}

/** What the server said of a field: f('config.url'). */
export function useFieldErrors(error: unknown): (field: string) => string | undefined {
    const fields = error instanceof ApiError ? error.fields : [];
    return (field) => fields.find((f) => f.field === field)?.message;
}

/** The rest: what belongs to no field that is shown. */
export function FormError({ error, known = [] }: { error: unknown; known?: string[] }) {
    if (!error) return null;
    const api = error instanceof ApiError ? error : null;
    const rest = api?.fields.filter((f) => !known.some((k) => f.field === k || f.field.startsWith(`${k}.`) || f.field.startsWith(`${k}[`))) ?? [];
    if (api?.fields.length && rest.length === 0) return null;
    return (
        <div className="form-error" role="alert">
            {rest.length > 0
                ? rest.map((f, i) => (
                      <div key={i}>
                          {f.field}: {f.message}
                      </div>
                  ))
                : error instanceof Error
                  ? error.message
                  : String(error)}
            {api && api.status >= 500 && api.requestId && (
                <>
                    {' '}
                    (request <code>{api.requestId}</code>)
                </>
            )}
        </div>
    );
}
