/* The way back from an identity provider: hands what it gave to the box, which then sets the session cookie in an answer to its own page. */
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Redirect } from 'wouter';
import { encode, post } from '@/api/client';
import { signedIn } from '@/app/session';
import type { PageProps } from '@/routes';
import { Link } from '@/ui/Button';
import { Door } from '@/ui/Door';
import { FormError } from '@/ui/Form';

const GIVEN = ['state', 'code', 'iss', 'error', 'error_description'];

export default function SsoCallback({ params }: PageProps) {
    const [answer] = useState(() => {
        const q = new URLSearchParams(location.search);
        const given = Object.fromEntries(GIVEN.flatMap((k) => (q.has(k) ? [[k, q.get(k)!]] : [])));
        history.replaceState(null, '', location.pathname); // the code is nobody else's business
        return given;
    });
    const { mutate, ...finish } = useMutation({
        mutationFn: async () => {
            const r = await post<{ csrf_token: string; return_to: string }>(`/auth/sso/${encode(params.id ?? '')}/callback`, answer, { anonymous: true, quiet: true });
            await signedIn(r.csrf_token);
            return r.return_to;
        },
    });
    useEffect(() => mutate(), [mutate]);
    if (finish.data) return <Redirect to={finish.data} replace />;
    return (
        <Door title={finish.error ? 'Not signed in' : 'Signing in…'}>
            {finish.error ? (
                <>
                    <FormError error={finish.error} />
                    <Link to="/login">Back to the sign-in page</Link>
                </>
            ) : (
                <p role="status">One moment: the box asks your identity provider who you are.</p>
            )}
        </Door>
    );
}
