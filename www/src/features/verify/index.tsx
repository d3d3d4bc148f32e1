/* Confirms an address by the link that was sent to it. A click, not the opening of the page, uses the link: mail scanners open pages. */
import { useMutation } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import { ApiError, post } from '@/api/client';
import { load as loadSession } from '@/app/session';
import { Button, Link, LinkButton } from '@/ui/Button';
import { Door } from '@/ui/Door';
import { FormError } from '@/ui/Form';
import { Banner } from '@/ui/Page';

export default function Verify() {
    const token = new URLSearchParams(useSearch()).get('token') ?? '';
    const verify = useMutation({
        mutationFn: () => post<{ changed: boolean }>('/auth/verify', { token }, { anonymous: true, quiet: true }),
        onSuccess: () => void loadSession(),
    });
    const used = verify.error instanceof ApiError && verify.error.status === 401;
    if (verify.data) {
        return (
            <Door title="Confirmed">
                <p>{verify.data.changed ? 'Your account has its new address. Sign in with it.' : 'The address is yours. You can sign in.'}</p>
                <LinkButton to="/login" look="primary">
                    Sign in
                </LinkButton>
            </Door>
        );
    }
    return (
        <Door title="Confirm your address">
            {!token && <Banner kind="warn">This address lacks its token. Open the whole link that you were given.</Banner>}
            {used ? <Banner kind="warn">The link was used already, or is too old. Sign in: where a confirmation is still missing, that sends a new link.</Banner> : <p>One click, and the address counts as yours.</p>}
            {!used && <FormError error={verify.error} />}
            <Button look="primary" busy={verify.isPending} reason={!token ? 'The link is not complete' : used && 'The link is used up'} onClick={() => verify.mutate()}>
                Confirm
            </Button>
            <div className="door-links">
                <Link to="/login">To the sign-in</Link>
            </div>
        </Door>
    );
}
