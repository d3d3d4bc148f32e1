/* Views: filters by name. Some are always there; one's own are kept with the preferences, so that they are there on every device. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ApiError, get, ifMatch, put } from '@/api/client';
import { toast } from '@/app/toasts';
import { Async, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, TextField } from '@/ui/Form';
import { Menu, type MenuEntry } from '@/ui/Menu';
import { viewOf } from './data';

interface View {
    name: string;
    search: string;
}
interface Kept {
    views: View[];
    version: number;
}
const PATH = '/preferences/custom/jobs.views';
const KEY = ['preferences', 'jobs.views'] as const;
const MOST = 30;
const ALWAYS: View[] = [
    { name: 'Failed', search: 'state=FAILED' },
    { name: 'Failed, last 24 hours', search: 'state=FAILED&time=24h' },
    { name: 'Running', search: 'state=RUNNING' },
    { name: 'Pending', search: 'state=PENDING' },
];

/** What is stored may have been written by another program: only what is a view counts. */
async function read(): Promise<Kept> {
    try {
        const r = await get<{ value: unknown; version: number }>(PATH, { quiet: true });
        const list = (r.value as { views?: unknown } | null)?.views;
        const views = (Array.isArray(list) ? list : []).filter((v): v is View => typeof v?.name === 'string' && typeof v?.search === 'string');
        return { views, version: r.version };
    } catch (e) {
        if (e instanceof ApiError && e.status === 404) return { views: [], version: 0 };
        throw e;
    }
}

export function Views({ search, onView }: { search: string; onView: (search: string) => void }) {
    const client = useQueryClient();
    const [asking, ask] = useState<'' | 'save' | 'manage'>('');
    /* Read when somebody comes near: most look at the list alone. */
    const [near, come] = useState(false);
    const kept = useQuery({ queryKey: KEY, queryFn: read, staleTime: 60_000, enabled: near });
    const change = useMutation({
        /* From what is stored now, and only if nobody stores meanwhile: another tab's view is not lost. */
        mutationFn: async (next: (v: View[]) => View[]) => {
            const now = await read();
            const views = next(now.views);
            const r = await put<{ version: number }>(PATH, { value: { views } }, { quiet: true, headers: now.version ? ifMatch(now.version) : undefined });
            return { views, version: r.version };
        },
        onSuccess: (k) => client.setQueryData(KEY, k),
    });
    const present = viewOf(search);
    const own = kept.data?.views ?? [];
    const current = [...ALWAYS, ...own].find((v) => viewOf(v.search) === present);
    const entry = (v: View): MenuEntry => ({ label: v.name, checked: v === current, run: () => onView(v.search) });
    return (
        <span onPointerEnter={() => come(true)} onFocus={() => come(true)}>
            <Menu
                label={current ? `Views: ${current.name}` : 'Views'}
                icon={<Bookmark size={14} aria-hidden="true" />}
                entries={[
                    ...ALWAYS.map(entry),
                    ...(own.length ? ['-' as const, { heading: 'Yours' }, ...own.map(entry)] : []),
                    '-',
                    { label: 'Save this view…', run: () => ask('save'), reason: !present ? 'Nothing is filtered' : own.length >= MOST && `At most ${MOST}` },
                    { label: 'Remove views…', run: () => ask('manage'), reason: own.length === 0 && 'You have none' },
                ]}
            >
                <span className="truncate jobs-view">{current?.name ?? 'Views'}</span>
            </Menu>
            {asking === 'save' && (
                <SaveDialog
                    taken={own}
                    busy={change.isPending}
                    error={change.error}
                    onClose={() => {
                        change.reset();
                        ask('');
                    }}
                    onSave={(name) =>
                        change.mutate((v) => [...v.filter((o) => o.name !== name), { name, search: present }], {
                            onSuccess: () => {
                                ask('');
                                toast({ kind: 'ok', title: `The view “${name}” is saved` });
                            },
                        })
                    }
                />
            )}
            {asking === 'manage' && (
                <Dialog open title="Your views" onClose={() => ask('')}>
                    <Async query={kept} what="The views" skeleton={<Skeleton rows={3} />} empty={own.length === 0 && <p className="muted">You have none.</p>}>
                        {(k) => (
                            <ul>
                                {k.views.map((v) => (
                                    <li key={v.name} className="row">
                                        <span className="grow truncate">{v.name}</span>
                                        <code className="muted truncate jobs-search">{decodeURIComponent(v.search.replace(/\+/g, ' '))}</code>
                                        <Button small look="quiet" icon={<Trash2 size={14} />} label={`Remove the view ${v.name}`} busy={change.isPending} onClick={() => change.mutate((all) => all.filter((o) => o.name !== v.name))} />
                                    </li>
                                ))}
                            </ul>
                        )}
                    </Async>
                    {change.error && <p className="form-error">{errorText(change.error)}</p>}
                    <DialogFoot>
                        <Button onClick={() => ask('')}>Close</Button>
                    </DialogFoot>
                </Dialog>
            )}
        </span>
    );
}

function SaveDialog({ taken, busy, error, onClose, onSave }: { taken: View[]; busy: boolean; error: unknown; onClose: () => void; onSave: (name: string) => void }) {
    const [name, setName] = useState('');
    const text = name.trim();
    return (
        <Dialog open size="small" title="Save this view" onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (text && !busy) onSave(text);
                }}
            >
                <TextField label="Name of the view" value={name} onChange={setName} maxLength={60} help={taken.some((v) => v.name === text) ? 'Replaces the one of this name.' : 'Kept with your preferences, for this tenant.'} />
                <FormError error={error} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={busy} reason={!text && 'It needs a name'}>
                        Save
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
