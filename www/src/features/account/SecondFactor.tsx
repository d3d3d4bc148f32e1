/* The second factor: set up in two steps, recovery codes, removal. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { get, post } from '@/api/client';
import type { Factor } from '@/api/types';
import { load as loadSession } from '@/app/session';
import { toast } from '@/app/toasts';
import { Async, Skeleton } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { CodeField, FormError, TextField, useFieldErrors } from '@/ui/Form';
import { Banner, CopyText, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Ago } from '@/ui/Time';
import { Qr } from './Qr';

const KEY = ['account', 'factor'] as const;
const PATH = '/auth/me/second-factor';

export function SecondFactor() {
    const factor = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Factor>(PATH, { signal, quiet: true }) });
    const [open, show] = useState<'' | 'set-up' | 'codes' | 'remove'>('');
    const [codes, keep] = useState<string[] | null>(null);
    const close = () => show('');
    return (
        <Panel title="Second factor">
            <Async query={factor} what="The second factor" skeleton={<Skeleton rows={3} />}>
                {(f) => (
                    <div className="stack">
                        {f.required && !f.enabled && <Banner kind="warn">This box wants a second factor of your account. Until it is set up you can do nothing else.</Banner>}
                        {f.enabled ? (
                            <>
                                <div className="row">
                                    <StatusMark status="ok" word="On" />
                                    <span className="muted">
                                        since <Ago at={f.since} />
                                    </span>
                                </div>
                                {f.recovery_codes_left < 4 && (
                                    <Banner kind="warn">
                                        {f.recovery_codes_left === 0 ? 'No recovery code is left.' : `Only ${f.recovery_codes_left} recovery codes are left.`} Make new ones before you need them.
                                    </Banner>
                                )}
                                <p>Besides the password, signing in asks for a code from your authenticator app. {f.recovery_codes_left} recovery codes are left for when it is lost.</p>
                                <div className="row">
                                    <Button onClick={() => show('codes')}>New recovery codes</Button>
                                    <Button look="quiet" reason={f.required && 'This box wants a second factor of your account'} onClick={() => show('remove')}>
                                        Remove
                                    </Button>
                                </div>
                            </>
                        ) : (
                            <>
                                <p>A code from an app on your phone, besides the password. Whoever learns your password still does not get in.</p>
                                <div className="row">
                                    <Button look="primary" icon={<ShieldCheck size={14} aria-hidden="true" />} onClick={() => show('set-up')}>
                                        Set it up
                                    </Button>
                                </div>
                            </>
                        )}
                    </div>
                )}
            </Async>
            {open === 'set-up' && <SetUp onClose={close} onCodes={(c) => (keep(c), close())} />}
            {open === 'codes' && <NewCodes onClose={close} onCodes={(c) => (keep(c), close())} />}
            {open === 'remove' && <Remove onClose={close} />}
            {codes && <Codes codes={codes} onClose={() => keep(null)} />}
        </Panel>
    );
}

function useRefresh() {
    const client = useQueryClient();
    return async () => {
        await client.invalidateQueries({ queryKey: KEY });
        await loadSession();
    };
}

function SetUp({ onClose, onCodes }: { onClose: () => void; onCodes: (codes: string[]) => void }) {
    const [password, setPassword] = useState('');
    const [code, setCode] = useState('');
    const refresh = useRefresh();
    const begin = useMutation({ mutationFn: () => post<{ secret: string; uri: string }>(PATH, { password }, { quiet: true }) });
    const confirm = useMutation({
        mutationFn: () => post<{ recovery_codes: string[] }>(`${PATH}/confirm`, { code }, { quiet: true }),
        onSuccess: async (r) => {
            onCodes(r.recovery_codes);
            await refresh();
        },
    });
    const fb = useFieldErrors(begin.error);
    const fc = useFieldErrors(confirm.error);
    return (
        <Dialog open title="Set up a second factor" onClose={onClose}>
            {!begin.data ? (
                <form
                    key="password"
                    className="stack"
                    onSubmit={(e) => {
                        e.preventDefault();
                        if (!begin.isPending) begin.mutate();
                    }}
                >
                    <p>First, that it is you:</p>
                    <TextField label="Your password" type="password" autoComplete="current-password" value={password} onChange={setPassword} error={fb('password')} required autoFocus />
                    <FormError error={begin.error} known={['password']} />
                    <DialogFoot>
                        <Button onClick={onClose}>Cancel</Button>
                        <Button type="submit" look="primary" busy={begin.isPending}>
                            Go on
                        </Button>
                    </DialogFoot>
                </form>
            ) : (
                <form
                    key="code"
                    className="stack"
                    onSubmit={(e) => {
                        e.preventDefault();
                        if (!confirm.isPending) confirm.mutate();
                    }}
                >
                    <p>Scan this with an authenticator app, then type the six digits that it shows.</p>
                    <Qr text={begin.data.uri} label="QR code for the authenticator app" />
                    <details>
                        <summary>Cannot scan it? Type the secret</summary>
                        <CopyText text={begin.data.secret.replace(/(.{4})(?=.)/g, '$1 ')} label="the secret" />
                    </details>
                    <CodeField label="Code" value={code} onChange={(v) => setCode(v.replace(/\D/g, ''))} error={fc('code')} required autoFocus />
                    <FormError error={confirm.error} known={['code']} />
                    <DialogFoot>
                        <Button onClick={onClose}>Cancel</Button>
                        <Button type="submit" look="primary" busy={confirm.isPending} reason={code.length !== 6 && 'Type the six digits first'}>
                            Switch it on
                        </Button>
                    </DialogFoot>
                </form>
            )}
        </Dialog>
    );
}

function NewCodes({ onClose, onCodes }: { onClose: () => void; onCodes: (codes: string[]) => void }) {
    const [password, setPassword] = useState('');
    const refresh = useRefresh();
    const renew = useMutation({
        mutationFn: () => post<{ recovery_codes: string[] }>(`${PATH}/recovery-codes`, { password }, { quiet: true }),
        onSuccess: async (r) => {
            onCodes(r.recovery_codes);
            await refresh();
        },
    });
    const f = useFieldErrors(renew.error);
    return (
        <Dialog open title="New recovery codes" onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!renew.isPending) renew.mutate();
                }}
            >
                <p>The codes that you have now stop working.</p>
                <TextField label="Your password" type="password" autoComplete="current-password" value={password} onChange={setPassword} error={f('password')} required autoFocus />
                <FormError error={renew.error} known={['password']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={renew.isPending}>
                        Make new ones
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}

function Remove({ onClose }: { onClose: () => void }) {
    const [v, set] = useState({ password: '', code: '' });
    const refresh = useRefresh();
    const remove = useMutation({
        mutationFn: () => post(`${PATH}/remove`, { ...v, code: v.code.trim() }, { quiet: true }),
        onSuccess: async () => {
            toast({ kind: 'ok', title: 'Second factor removed' });
            onClose();
            await refresh();
        },
    });
    const f = useFieldErrors(remove.error);
    return (
        <Dialog open title="Remove the second factor" hazard onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!remove.isPending) remove.mutate();
                }}
            >
                <p>From then on the password alone signs you in. The recovery codes stop working.</p>
                <TextField label="Your password" type="password" autoComplete="current-password" value={v.password} onChange={(password) => set({ ...v, password })} error={f('password')} required autoFocus />
                <CodeField label="Code, or a recovery code" inputMode="text" maxLength={16} value={v.code} onChange={(code) => set({ ...v, code })} error={f('code')} required />
                <FormError error={remove.error} known={['password', 'code']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="danger" busy={remove.isPending}>
                        Remove
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}

function Codes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
    const text = codes.join('\n');
    const save = () => {
        const a = document.createElement('a');
        a.href = URL.createObjectURL(new Blob([`Recovery codes for Binnacle at ${location.host}\nEach works once.\n\n${text}\n`], { type: 'text/plain' }));
        a.download = 'binnacle-recovery-codes.txt';
        a.click();
        URL.revokeObjectURL(a.href);
    };
    return (
        <Dialog open title="Your recovery codes" onClose={onClose}>
            <div className="stack">
                <p>Keep them where you find them without your phone: each signs you in once when the app is lost. They are not shown again.</p>
                <ul className="recovery-codes" aria-label="Recovery codes">
                    {codes.map((c) => (
                        <li key={c}>{c}</li>
                    ))}
                </ul>
                <DialogFoot>
                    <Button icon={<Download size={14} aria-hidden="true" />} onClick={save}>
                        Download
                    </Button>
                    <Button look="primary" onClick={onClose}>
                        I kept them
                    </Button>
                </DialogFoot>
            </div>
        </Dialog>
    );
}
