/* A new password for somebody: a link by mail, or to hand over. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link2, Mail } from 'lucide-react';
import { encode, get, post } from '@/api/client';
import type { Door, User } from '@/api/types';
import { toast } from '@/app/toasts';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError } from '@/ui/Form';
import { CopyText } from '@/ui/Page';
import { Ago } from '@/ui/Time';

export function ResetDialog({ user, onClose }: { user: User; onClose: () => void }) {
    const door = useQuery({ queryKey: ['door'], queryFn: () => get<Door>('/auth/options', { quiet: true }) });
    const make = useMutation({ mutationFn: () => post<{ reset_url: string; expires_at: string }>(`/users/${encode(user.id)}/reset-password`, undefined, { quiet: true }) });
    const send = useMutation({
        mutationFn: () => post(`/users/${encode(user.id)}/reset-mail`, undefined, { quiet: true }),
        onSuccess: () => {
            toast({ kind: 'ok', title: 'On its way', text: `${user.email} gets a link` });
            onClose();
        },
    });
    return (
        <Dialog open title="Reset link" onClose={onClose}>
            <div className="stack">
                {make.data ? (
                    <>
                        <p>
                            Hand this link to {user.email}. It works once, until <Ago at={make.data.expires_at} />, and is not shown again.
                        </p>
                        <CopyText text={location.origin + make.data.reset_url} label="the link" />
                    </>
                ) : (
                    <p>With the link {user.email} sets a new password that nobody else sees. It works once, for 30 minutes.</p>
                )}
                <FormError error={make.error ?? send.error} />
                <DialogFoot>
                    {make.data ? (
                        <Button onClick={onClose}>Done</Button>
                    ) : (
                        <>
                            <Button icon={<Link2 size={14} aria-hidden="true" />} busy={make.isPending} onClick={() => make.mutate()}>
                                Make a link
                            </Button>
                            <Button look="primary" icon={<Mail size={14} aria-hidden="true" />} busy={send.isPending} reason={door.data && !door.data.mail && 'This box cannot send mail'} onClick={() => send.mutate()}>
                                Mail it
                            </Button>
                        </>
                    )}
                </DialogFoot>
            </div>
        </Dialog>
    );
}
