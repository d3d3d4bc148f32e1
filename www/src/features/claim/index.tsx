import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Redirect, useSearch } from 'wouter';
import { get, post } from '@/api/client';
import { signedIn, useSession } from '@/app/session';
import { Button, LinkButton } from '@/ui/Button';
import { Door } from '@/ui/Door';
import { FormError, TextField, useFieldErrors } from '@/ui/Form';
import { Banner } from '@/ui/Page';

export default function Claim() {
    const session = useSession();
    const [token] = useState(() => new URLSearchParams(location.search).get('token') ?? '');
    useSearch();
    const [email, setEmail] = useState('');
    const [name, setName] = useState('');
    const [password, setPassword] = useState('');
    const [again, setAgain] = useState('');
    const state = useQuery({ queryKey: ['claimed'], queryFn: () => get<{ claimed: boolean }>('/auth/claim', { quiet: true, anonymous: true }) });
    const claim = useMutation({
        mutationFn: async () => {
            const r = await post<{ csrf_token: string }>('/auth/claim', { token, email: email.trim(), password, ...(name.trim() ? { name: name.trim() } : {}) }, { anonymous: true, quiet: true });
            await signedIn(r.csrf_token);
        },
    });
    const field = useFieldErrors(claim.error);
    if (session.state === 'in') return <Redirect to="/ops" replace />;
    if (state.data?.claimed) {
        return (
            <Door title="Already claimed">
                <p>This box has an owner. Sign in, or ask an administrator for an account.</p>
                <LinkButton to="/login" look="primary">
                    Sign in
                </LinkButton>
            </Door>
        );
    }
    const differ = again !== '' && again !== password ? 'The two differ' : undefined;
    return (
        <Door title="Claim this box" foot="The account made here is the superadmin. There is no default account.">
            {!token && <Banner kind="warn">The address has no token. Open the claim address exactly as the console printed it.</Banner>}
            <form
                onSubmit={(e) => {
                    e.preventDefault();
                    if (token && !differ && again && !claim.isPending) claim.mutate();
                }}
            >
                <TextField label="Email" type="email" autoComplete="username" value={email} onChange={setEmail} required autoFocus error={field('email')} />
                <TextField label="Name" autoComplete="name" value={name} onChange={setName} required={false} error={field('name')} />
                <TextField label="Password" type="password" autoComplete="new-password" value={password} onChange={setPassword} required error={field('password')} help="At least 12 characters; a few words are better than symbols." />
                <TextField label="Password again" type="password" autoComplete="new-password" value={again} onChange={setAgain} required error={differ} />
                <FormError error={claim.error} known={['email', 'name', 'password']} />
                <Button type="submit" look="primary" busy={claim.isPending} reason={!token && 'The address has no token'}>
                    Claim
                </Button>
            </form>
        </Door>
    );
}
