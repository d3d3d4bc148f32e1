/* Asks for a link that sets a new password. The answer is the same whether there is such an account. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, post } from '@/api/client';
import { Button, Link, LinkButton } from '@/ui/Button';
import { Door } from '@/ui/Door';
import { FormError, TextField, useFieldErrors } from '@/ui/Form';
import { Banner } from '@/ui/Page';

export default function Forgot() {
    const [email, setEmail] = useState('');
    const ask = useMutation({ mutationFn: () => post('/auth/forgot-password', { email: email.trim() }, { anonymous: true, quiet: true }) });
    const f = useFieldErrors(ask.error);
    const noMail = ask.error instanceof ApiError && ask.error.status === 409;
    if (ask.isSuccess) {
        return (
            <Door title="Look into your mail">
                <p>
                    If <b>{email.trim()}</b> has an account here, a link for a new password is on its way. It works once, for 30 minutes.
                </p>
                <LinkButton to="/login" look="primary">
                    To the sign-in
                </LinkButton>
            </Door>
        );
    }
    return (
        <Door title="Forgot your password?">
            {noMail && <Banner kind="warn">This box cannot send mail. An administrator can make a reset link for you.</Banner>}
            <form
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!ask.isPending) ask.mutate();
                }}
            >
                <TextField label="Email" type="email" autoComplete="username" value={email} onChange={setEmail} error={f('email')} help="We send a link to it with which you set a new password." required autoFocus />
                {!noMail && <FormError error={ask.error} known={['email']} />}
                <Button type="submit" look="primary" busy={ask.isPending}>
                    Send the link
                </Button>
            </form>
            <div className="door-links">
                <Link to="/login">Back to the sign-in</Link>
            </div>
        </Door>
    );
}
