/* Signing in: the password, then the code of the second factor where the account has one. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Redirect, useSearch } from 'wouter';
import { ApiError, get, post } from '@/api/client';
import type { Door as DoorState } from '@/api/types';
import { signedIn, useSession } from '@/app/session';
import { Button, Link } from '@/ui/Button';
import { Door } from '@/ui/Door';
import { CodeField, FormError, TextField } from '@/ui/Form';
import { Banner } from '@/ui/Page';
import { SsoButtons } from '@/ui/SsoButtons';

/** Only a path of this box: a link may not send anybody elsewhere. */
function nextPath(search: string): string {
    const next = new URLSearchParams(search).get('next') ?? '';
    return /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/';
}

const said = (e: unknown, status: number, field: string) => (e instanceof ApiError && e.status === status ? e.fields.find((f) => f.field === field)?.message : undefined);
const says = (e: unknown, status: number, field: string) => said(e, status, field) !== undefined;

export default function Login() {
    const session = useSession();
    const search = useSearch();
    const [email, setEmail] = useState('');
    const [password, setPassword] = useState('');
    const [step, setStep] = useState<'password' | 'code'>('password');
    const claim = useQuery({ queryKey: ['claimed'], queryFn: () => get<{ claimed: boolean }>('/auth/claim', { quiet: true, anonymous: true }) });
    const door = useQuery({ queryKey: ['door'], queryFn: () => get<DoorState>('/auth/options', { quiet: true, anonymous: true }) });
    const login = useMutation({
        mutationFn: async (otp: string | undefined) => {
            const r = await post<{ csrf_token: string }>('/auth/login', { email: email.trim(), password, ...(otp ? { otp } : {}) }, { anonymous: true, quiet: true });
            await signedIn(r.csrf_token);
        },
        onError: (e) => {
            if (says(e, 401, 'otp')) setStep('code');
            else if (says(e, 401, 'tenant')) setStep('password');
        },
    });
    if (session.state === 'in') return <Redirect to={nextPath(search)} replace />;
    const e = login.error;
    const suspended = said(e, 401, 'tenant');
    if (step === 'code') return <Code busy={login.isPending} error={login.variables ? e : null} onCode={(otp) => login.mutate(otp)} onBack={() => (login.reset(), setPassword(''), setStep('password'))} />;
    return (
        <Door title="Sign in" foot={door.data && !door.data.mail ? 'Forgotten your password? An administrator can make a reset link.' : undefined}>
            {session.state === 'none' && session.expired && <Banner>Your session ended. Sign in to go on where you were.</Banner>}
            {claim.data?.claimed === false && <Banner kind="warn">Nobody owns this box yet. Open the claim address that its console printed at the start.</Banner>}
            {says(e, 403, 'email') && <Banner kind="warn">Your address is not confirmed yet. Open the link in the mail that we sent you; a new one is on its way if the last is older.</Banner>}
            {suspended && <Banner kind="warn">You cannot sign in now: {suspended}.</Banner>}
            <SsoButtons next={nextPath(search)}>
                <form
                    onSubmit={(ev) => {
                        ev.preventDefault();
                        if (!login.isPending) login.mutate(undefined);
                    }}
                >
                    <TextField label="Email" type="email" autoComplete="username" value={email} onChange={setEmail} required autoFocus />
                    <TextField label="Password" type="password" autoComplete="current-password" value={password} onChange={setPassword} required />
                    <SignInError error={says(e, 403, 'email') || suspended ? null : e} wrong="Email or password is wrong, or the account is disabled." />
                    <Button type="submit" look="primary" busy={login.isPending}>
                        Sign in
                    </Button>
                </form>
            </SsoButtons>
            {door.data && (door.data.mail || door.data.registration) && (
                <div className="door-links">
                    {door.data.mail && <Link to="/forgot">Forgot your password?</Link>}
                    {door.data.registration && <Link to="/register">Create an account</Link>}
                </div>
            )}
        </Door>
    );
}

function SignInError({ error, wrong }: { error: unknown; wrong: string }) {
    const status = error instanceof ApiError ? error.status : 0;
    if (status !== 401 && status !== 429) return <FormError error={error} />;
    const after = error instanceof ApiError ? error.retryAfter : undefined;
    return (
        <p className="form-error" role="alert">
            {status === 401 ? wrong : `Too many tries. Wait ${after ? `${after} s` : 'a while'}, then try again.`}
        </p>
    );
}

function Code({ busy, error, onCode, onBack }: { busy: boolean; error: unknown; onCode: (otp: string) => void; onBack: () => void }) {
    const [code, setCode] = useState('');
    const [recovery, useRecovery] = useState(false);
    return (
        <Door title="Second factor">
            <form
                onSubmit={(ev) => {
                    ev.preventDefault();
                    if (!busy && code.trim()) onCode(code.trim());
                }}
            >
                {recovery ? (
                    <CodeField key="r" label="Recovery code" help="One of the ten that you kept when you set up the second factor. It works once." value={code} onChange={setCode} inputMode="text" maxLength={16} required autoFocus />
                ) : (
                    <CodeField key="c" label="Code" help="Six digits from your authenticator app." value={code} onChange={(v) => setCode(v.replace(/\D/g, ''))} required autoFocus />
                )}
                <SignInError error={error} wrong="The code is wrong, was used already, or is too old." />
                <Button type="submit" look="primary" busy={busy}>
                    Sign in
                </Button>
            </form>
            <div className="door-links">
                <Button look="quiet" small onClick={() => (setCode(''), useRecovery(!recovery))}>
                    {recovery ? 'Use the authenticator app' : 'Use a recovery code'}
                </Button>
                <Button look="quiet" small onClick={onBack}>
                    Back
                </Button>
            </div>
        </Door>
    );
}
