/* Invitations: who was asked in, the link to hand over, withdrawing. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MailPlus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { del, encode, get, post } from '@/api/client';
import type { Door, Invitation, InvitationMade } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { CopyText, Panel } from '@/ui/Page';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';
import { useRoles } from './roles';

const KEY = ['invitations'] as const;

export function Invitations() {
    const may = useMay();
    const client = useQueryClient();
    const list = usePaged<Invitation>(KEY, '/invitations', { limit: 100 });
    const [asked, ask] = useState<Invitation | null>(null);
    const withdraw = useMutation({
        mutationFn: (id: string) => del(`/invitations/${encode(id)}`),
        onSuccess: () => {
            ask(null);
            void client.invalidateQueries({ queryKey: KEY });
        },
    });
    return (
        <Panel label="Invitations" flush>
            <Async
                query={list}
                what="The invitations"
                skeleton={<Skeleton rows={3} />}
                empty={
                    list.data &&
                    list.rows.length === 0 && (
                        <Empty title="No open invitations" icon={<MailPlus size={28} aria-hidden="true" />}>
                            Invite somebody: they choose their own password, and nobody else ever sees it.
                        </Empty>
                    )
                }
            >
                {() => (
                    <>
                        <Table
                            label="Invitations"
                            rows={list.rows}
                            id={(v) => v.id}
                            columns={[
                                { head: 'Email', cell: (v) => v.email },
                                { head: 'Role', cell: (v) => v.role },
                                { head: 'Invited by', cell: (v) => v.invited_by },
                                { head: 'Invited', cell: (v) => <Ago at={v.created_at} /> },
                                { head: 'Valid until', cell: (v) => <Ago at={v.expires_at} /> },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (v) => <Button small look="quiet" icon={<Trash2 size={14} />} label={`Withdraw the invitation of ${v.email}`} reason={!may('user.write') && 'Needs the permission to manage users'} onClick={() => ask(v)} />,
                                },
                            ]}
                        />
                        <More of={list} noun="invitation" />
                    </>
                )}
            </Async>
            <ConfirmDialog open={asked !== null} title="Withdraw the invitation" verb="Withdraw" busy={withdraw.isPending} error={withdraw.error && errorText(withdraw.error)} onConfirm={() => asked && withdraw.mutate(asked.id)} onClose={() => ask(null)}>
                The link that {asked?.email} got stops working.
            </ConfirmDialog>
        </Panel>
    );
}

export function Invite({ onClose }: { onClose: () => void }) {
    const roles = useRoles().filter((r) => r !== 'superadmin');
    const client = useQueryClient();
    const door = useQuery({ queryKey: ['door'], queryFn: () => get<Door>('/auth/options', { quiet: true }) });
    const mail = door.data?.mail ?? false;
    const [v, set] = useState({ email: '', role: 'viewer' });
    const [byMail, setByMail] = useState(true);
    const invite = useMutation({
        mutationFn: () => post<InvitationMade>('/invitations', { email: v.email.trim(), role: v.role, mail: mail && byMail }, { quiet: true }),
        onSuccess: (m) => {
            void client.invalidateQueries({ queryKey: KEY });
            if (!m.mailed) return;
            toast({ kind: 'ok', title: 'Invited', text: `${m.email} gets a mail` });
            onClose();
        },
    });
    const f = useFieldErrors(invite.error);
    return (
        <Dialog open title="Invite somebody" onClose={onClose}>
            {invite.data && !invite.data.mailed ? (
                <div className="stack">
                    <p>
                        Hand this link to {invite.data.email}. It works once, until <Ago at={invite.data.expires_at} />, and is not shown again.
                    </p>
                    <CopyText text={location.origin + invite.data.url} label="the link" />
                    <DialogFoot>
                        <Button onClick={onClose}>Done</Button>
                    </DialogFoot>
                </div>
            ) : (
                <form
                    className="stack"
                    onSubmit={(e) => {
                        e.preventDefault();
                        if (!invite.isPending) invite.mutate();
                    }}
                >
                    <TextField label="Email" type="email" value={v.email} onChange={(email) => set({ ...v, email })} error={f('email')} help="Whoever has an account already becomes a member of this tenant too." required autoFocus />
                    <SelectField label="Role" value={v.role} onChange={(role) => set({ ...v, role })} options={roles.map((r) => [r, r])} error={f('role')} />
                    <CheckField label="Send the link by mail" help={mail ? undefined : 'This box cannot send mail: you get the link to hand over.'} checked={mail && byMail} onChange={setByMail} disabled={!mail} />
                    <FormError error={invite.error} known={['email', 'role']} />
                    <DialogFoot>
                        <Button onClick={onClose}>Cancel</Button>
                        <Button type="submit" look="primary" busy={invite.isPending}>
                            Invite
                        </Button>
                    </DialogFoot>
                </form>
            )}
        </Dialog>
    );
}
