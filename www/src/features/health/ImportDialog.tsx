/* A list of services as JSON: tried first, so that what would happen is seen before it does. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post } from '@/api/client';
import type { ImportResult } from '@/api/types';
import { toast } from '@/app/toasts';
import { plural } from '@/lib/format';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, TextField } from '@/ui/Form';

const EXAMPLE = `[
  { "name": "Order API", "type": "http", "target": "http://127.0.0.1:8000/health", "interval_seconds": 20 }
]`;

function parse(text: string): { items: unknown[] } | string {
    try {
        const v: unknown = JSON.parse(text);
        if (Array.isArray(v)) return { items: v };
        if (typeof v === 'object' && v !== null) {
            const o = v as { items?: unknown; services?: unknown };
            if (Array.isArray(o.items)) return { items: o.items };
            if (Array.isArray(o.services)) return { items: o.services };
        }
        return 'Expected a list of services';
    } catch (e) {
        return `Not JSON: ${e instanceof Error ? e.message : String(e)}`;
    }
}

export default function ImportDialog({ onClose }: { onClose: () => void }) {
    const client = useQueryClient();
    const [text, setText] = useState('');
    const parsed = text.trim() ? parse(text) : null;
    const items = parsed && typeof parsed !== 'string' ? parsed.items : null;
    const trial = useMutation({ mutationFn: () => post<ImportResult>('/services/import', { items, dry_run: true }, { quiet: true }) });
    const run = useMutation({
        mutationFn: () => post<ImportResult>('/services/import', { items }, { quiet: true }),
        onSuccess: (r) => {
            toast({ kind: 'ok', title: 'Imported', text: `${r.created} created, ${r.updated} updated, ${r.unchanged} unchanged` });
            void client.invalidateQueries({ queryKey: ['health'] });
            onClose();
        },
    });
    const r = trial.data;
    return (
        <Dialog open title="Import services" onClose={onClose} wide>
            <p>
                A JSON list of services as the API takes them. A service whose name is there already is updated. <code>binnacle export services</code> writes such a list.
            </p>
            <div className="field">
                <label htmlFor="import-file">From a file</label>
                <input
                    id="import-file"
                    type="file"
                    accept=".json,application/json"
                    onChange={async (e) => {
                        const f = e.target.files?.[0];
                        if (f) {
                            setText(await f.text());
                            trial.reset();
                        }
                    }}
                />
            </div>
            <TextField
                label="List"
                rows={10}
                value={text}
                placeholder={EXAMPLE}
                error={typeof parsed === 'string' ? parsed : undefined}
                onChange={(v) => {
                    setText(v);
                    trial.reset();
                }}
            />
            {r && (
                <div role="status" className="stack">
                    <p>
                        <b>
                            {r.created} would be created, {r.updated} updated, {r.unchanged} left unchanged
                        </b>
                        {r.errors.length > 0 && `; ${plural(r.errors.length, 'problem')}`}
                    </p>
                    {r.errors.length > 0 && (
                        <ul className="form-error">
                            {r.errors.slice(0, 50).map((e, i) => (
                                <li key={i}>
                                    Service {e.index + 1}, {e.field}: {e.message}
                                </li>
                            ))}
                        </ul>
                    )}
                </div>
            )}
            <FormError error={trial.error ?? run.error} />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button busy={trial.isPending} reason={!items && 'There is no list yet'} onClick={() => trial.mutate()}>
                    Try
                </Button>
                <Button look="primary" busy={run.isPending} reason={!items ? 'There is no list yet' : !r ? 'Try it first' : r.errors.length > 0 ? 'Solve the problems first' : false} onClick={() => run.mutate()}>
                    Import {items ? plural(items.length, 'service') : ''}
                </Button>
            </DialogFoot>
        </Dialog>
    );
}
