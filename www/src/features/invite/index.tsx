/* An invitation: makes the account, or makes the account that there is a member of one more tenant. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { ApiError, post } from '@/api/client';
import type { InvitationLook } from '@/api/types';
import { signOut, signedIn, switchTenant, useSession } from '@/app/session';
import { toast } from '@/app/toasts';
import { Async, Skeleton, errorText } from '@/ui/Async';
import { Button, Link, LinkButton } from '@/ui/Button';
import { Door } from '@/ui/Door';
import { FormError, NewPasswordField, TextField, useFieldErrors } from '@/ui/Form';
import { Banner } from '@/ui/Page';

export default function Invite() {
    const search = useSearch();
    const token = new URLSearchParams(search).get('token') ?? '';
    const look = useQuery({ queryKey: ['invitation', token], enabled: token !== '', queryFn: () => post<InvitationLook>('/auth/invitation', { token }, { anonymous: true, quiet: true }), staleTime: Infinity, refetchOnWindowFocus: false });
    if (!token || (look.error instanceof ApiError && look.error.status === 401)) {
        return (
            <Door title="Invitation">
                <Banner kind="warn">{token ? 'The invitation was used already, was replaced, or is too old. Ask who invited you for a new one.' : 'This address lacks its token. Open the whole link that you were given.'}</Banner>
                <div className="door-links">
                    <Link to="/login">To the sign-in</Link>
                </div>
            </Door>
        );
    }
    return (
        <Door title="You are invited">
            <Async query={look} what="The invitation" skeleton={<Skeleton rows={5} />}>
                {(v) => (
                    <>
                        <p>
                            <b>{v.invited_by}</b> invites <b>{v.email}</b> to the tenant <b>{v.tenant_name}</b>, as <b>{v.role}</b>.
                        </p>
                        {v.has_account ? <Join token={token} email={v.email} back={`/invite?${search}`} /> : <Accept token={token} email={v.email} />}
                    </>
                )}
            </Async>
        </Door>
    );
}

function Accept({ token, email }: { token: string; email: string }) {
    const [, navigate] = useLocation();
    const [v, set] = useState({ name: '', password: '' });
    const accept = useMutation({
        mutationFn: async () => {
            const r = await post<{ csrf_token: string }>('/auth/invitation/accept', { token, password: v.password, name: v.name.trim() }, { anonymous: true, quiet: true });
            await signedIn(r.csrf_token);
            navigate('/', { replace: true });
        },
    });
    const f = useFieldErrors(accept.error);
    return (
        <form
            onSubmit={(e) => {
                e.preventDefault();
                if (!accept.isPending) accept.mutate();
            }}
        >
            <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
            <TextField label="Your name" autoComplete="name" value={v.name} onChange={(name) => set({ ...v, name })} error={f('name')} required={false} maxLength={100} autoFocus />
            <NewPasswordField label="Password" value={v.password} onChange={(password) => set({ ...v, password })} error={f('password')} required />
            <FormError error={accept.error} known={['name', 'password']} />
            <Button type="submit" look="primary" busy={accept.isPending}>
                Accept
            </Button>
        </form>
    );
}

function Join({ token, email, back }: { token: string; email: string; back: string }) {
    const session = useSession();
    const [, navigate] = useLocation();
    const join = useMutation({
        mutationFn: async () => {
            const joined = await post<{ tenant_id: string; tenant_name: string }>('/auth/me/memberships', { token }, { quiet: true });
            await switchTenant(joined.tenant_id);
            toast({ kind: 'ok', title: 'Welcome', text: `You are a member of ${joined.tenant_name}.` });
            navigate('/', { replace: true });
        },
    });
    if (session.state === 'loading') return <Skeleton rows={2} />;
    if (session.state !== 'in') {
        return (
            <>
                <p>You have an account with this address. Sign in to it, then accept.</p>
                <LinkButton to={`/login?next=${encodeURIComponent(back)}`} look="primary">
                    Sign in
                </LinkButton>
            </>
        );
    }
    if (session.me.user.email.toLowerCase() !== email.toLowerCase()) {
        return (
            <>
                <Banner kind="warn">
                    You are signed in as {session.me.user.email}. The invitation is for {email}.
                </Banner>
                <Button look="primary" onClick={() => void signOut()}>
                    Sign out
                </Button>
            </>
        );
    }
    return (
        <>
            {join.error && (
                <p className="form-error" role="alert">
                    {errorText(join.error)}
                </p>
            )}
            <Button look="primary" busy={join.isPending} onClick={() => join.mutate()}>
                Accept
            </Button>
        </>
    );
}
