/* An account for oneself, where the administrator allows it. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get, post } from '@/api/client';
import type { Door as DoorState } from '@/api/types';
import { Async, Skeleton } from '@/ui/Async';
import { Button, Link, LinkButton } from '@/ui/Button';
import { Door } from '@/ui/Door';
import { FormError, NewPasswordField, TextField, useFieldErrors } from '@/ui/Form';

export default function Register() {
    const door = useQuery({ queryKey: ['door'], queryFn: () => get<DoorState>('/auth/options', { quiet: true, anonymous: true }) });
    const [v, set] = useState({ email: '', name: '', password: '' });
    const register = useMutation({ mutationFn: () => post<{ confirm: boolean }>('/auth/register', { ...v, email: v.email.trim(), name: v.name.trim() }, { anonymous: true, quiet: true }) });
    const f = useFieldErrors(register.error);
    if (register.data) {
        return register.data.confirm ? (
            <Door title="Look into your mail">
                <p>
                    If <b>{v.email.trim()}</b> can have an account here, a link is on its way to it. Open it to confirm the address; then sign in.
                </p>
                <p className="muted">Nothing there after some minutes? Look into the spam folder, or try to sign in: that sends the link again.</p>
                <LinkButton to="/login" look="primary">
                    To the sign-in
                </LinkButton>
            </Door>
        ) : (
            <Door title="Ready">
                <p>Sign in with your address and your password.</p>
                <LinkButton to="/login" look="primary">
                    Sign in
                </LinkButton>
            </Door>
        );
    }
    return (
        <Door title="Create an account">
            <Async query={door} what="This page" skeleton={<Skeleton rows={5} />}>
                {(d) =>
                    !d.registration ? (
                        <p>Registration is closed on this box. Ask an administrator for an invitation.</p>
                    ) : (
                        <form
                            onSubmit={(e) => {
                                e.preventDefault();
                                if (!register.isPending) register.mutate();
                            }}
                        >
                            <TextField label="Email" type="email" autoComplete="username" value={v.email} onChange={(email) => set({ ...v, email })} error={f('email')} required autoFocus />
                            <TextField label="Name" autoComplete="name" value={v.name} onChange={(name) => set({ ...v, name })} error={f('name')} required={false} maxLength={100} />
                            <NewPasswordField label="Password" value={v.password} onChange={(password) => set({ ...v, password })} error={f('password')} required />
                            <FormError error={register.error} known={['email', 'name', 'password']} />
                            <Button type="submit" look="primary" busy={register.isPending}>
                                Create the account
                            </Button>
                        </form>
                    )
                }
            </Async>
            <div className="door-links">
                <Link to="/login">I have an account</Link>
            </div>
        </Door>
    );
}
