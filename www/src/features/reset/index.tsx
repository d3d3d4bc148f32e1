/* A new password, by the link from a mail or from an administrator. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { ApiError, post } from '@/api/client';
import { toast } from '@/app/toasts';
import { Button, Link } from '@/ui/Button';
import { Door } from '@/ui/Door';
import { FormError, NewPasswordField, useFieldErrors } from '@/ui/Form';
import { Banner } from '@/ui/Page';

export default function Reset() {
    const token = new URLSearchParams(useSearch()).get('token') ?? '';
    const [, navigate] = useLocation();
    const [password, setPassword] = useState('');
    const reset = useMutation({
        mutationFn: () => post('/auth/reset-password', { token, password }, { anonymous: true, quiet: true }),
        onSuccess: () => {
            toast({ kind: 'ok', title: 'Password set', text: 'Sign in with it.' });
            navigate('/login', { replace: true });
        },
    });
    const f = useFieldErrors(reset.error);
    const used = reset.error instanceof ApiError && reset.error.status === 401;
    return (
        <Door title="New password">
            {!token && <Banner kind="warn">This address lacks its token. Open the whole link that you were given.</Banner>}
            {used && <Banner kind="warn">The link was used already, or is too old. Ask for a new one.</Banner>}
            <form
                onSubmit={(e) => {
                    e.preventDefault();
                    if (token && !reset.isPending) reset.mutate();
                }}
            >
                <NewPasswordField label="New password" value={password} onChange={setPassword} error={f('password')} help="At least 12 characters. All your sessions end." required autoFocus />
                {!used && <FormError error={reset.error} known={['password']} />}
                <Button type="submit" look="primary" busy={reset.isPending} reason={!token && 'The link is not complete'}>
                    Set the password
                </Button>
            </form>
            <div className="door-links">
                {used && <Link to="/forgot">Ask for a new link</Link>}
                <Link to="/login">To the sign-in</Link>
            </div>
        </Door>
    );
}
