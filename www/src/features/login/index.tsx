import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Redirect, useSearch } from 'wouter';
import { ApiError, get, post } from '@/api/client';
import { signedIn, useSession } from '@/app/session';
import { Button } from '@/ui/Button';
import { Door } from '@/ui/Door';
import { FormError, TextField } from '@/ui/Form';
import { Banner } from '@/ui/Page';

/** Only a path of this box: a link may not send anybody elsewhere. */
function nextPath(search: string): string {
    const next = new URLSearchParams(search).get('next') ?? '';
    return /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/';
}

export default function Login() {
    const session = useSession();
    const search = useSearch();
    const [email, setEmail] = useState('');
    const [password, setPassword] = useState('');
    const claim = useQuery({ queryKey: ['claimed'], queryFn: () => get<{ claimed: boolean }>('/auth/claim', { quiet: true, anonymous: true }) });
    const login = useMutation({
        mutationFn: async () => {
            const r = await post<{ csrf_token: string }>('/auth/login', { email: email.trim(), password }, { anonymous: true, quiet: true });
            await signedIn(r.csrf_token);
        },
    });
    if (session.state === 'in') return <Redirect to={nextPath(search)} replace />;
    const e = login.error;
    const wrong = e instanceof ApiError && e.status === 401;
    const wait = e instanceof ApiError && e.status === 429;
    return (
        <Door title="Sign in" foot="Forgotten your password? An administrator can make a reset link.">
            {session.state === 'none' && session.expired && <Banner>Your session ended. Sign in to go on where you were.</Banner>}
            {claim.data?.claimed === false && <Banner kind="warn">Nobody owns this box yet. Open the claim address that its console printed at the start.</Banner>}
            <form
                onSubmit={(ev) => {
                    ev.preventDefault();
                    if (!login.isPending) login.mutate();
                }}
            >
                <TextField label="Email" type="email" autoComplete="username" value={email} onChange={setEmail} required autoFocus />
                <TextField label="Password" type="password" autoComplete="current-password" value={password} onChange={setPassword} required />
                {wrong ? (
                    <p className="form-error" role="alert">
                        Email or password is wrong, or the account is disabled.
                    </p>
                ) : wait ? (
                    <p className="form-error" role="alert">
                        Too many tries. Wait {e.retryAfter ? `${e.retryAfter} s` : 'a while'}, then try again.
                    </p>
                ) : (
                    <FormError error={e} />
                )}
                <Button type="submit" look="primary" busy={login.isPending}>
                    Sign in
                </Button>
            </form>
        </Door>
    );
}
