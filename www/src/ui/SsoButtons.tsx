/*
 * <SsoButtons next="/ops">…the password form…</SsoButtons>: a button for each identity provider above what it holds. Without providers it is
 * what it holds alone; where passwords are for superadmins only, the form is folded away.
 */
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { encode, get, post } from '@/api/client';
import { Button } from './Button';
import { FormError } from './Form';

export function SsoButtons({ next, children }: { next: string; children: ReactNode }) {
    const [open, setOpen] = useState(false);
    const list = useQuery({ queryKey: ['sso'], queryFn: ({ signal }) => get<{ items: { id: string; name: string }[]; only: boolean }>('/auth/sso', { signal, quiet: true, anonymous: true }), staleTime: 60_000 });
    const start = useMutation({
        mutationFn: (id: string) => post<{ url: string }>(`/auth/sso/${encode(id)}/start`, { return_to: next }, { quiet: true, anonymous: true }),
        onSuccess: (r) => location.assign(r.url),
    });
    const items = list.data?.items ?? [];
    if (items.length === 0) return <>{children}</>;
    const away = start.isPending || start.isSuccess;
    return (
        <>
            <div className="stack">
                {items.map((p) => (
                    <Button key={p.id} look={list.data?.only ? 'primary' : undefined} busy={away && start.variables === p.id} reason={away && start.variables !== p.id && 'Another sign-in is on its way'} onClick={() => start.mutate(p.id)}>
                        Sign in with {p.name}
                    </Button>
                ))}
                <FormError error={start.error} />
            </div>
            {list.data?.only && !open ? (
                <Button look="quiet" small onClick={() => setOpen(true)}>
                    Sign in as a superadmin with a password
                </Button>
            ) : (
                children
            )}
        </>
    );
}
