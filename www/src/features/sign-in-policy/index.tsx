/* Who gets in: registration, confirmation of addresses, the second factor. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { get, patch } from '@/api/client';
import type { List, MailState, Settings, Tenant } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { Async, Skeleton } from '@/ui/Async';
import { Button, Link } from '@/ui/Button';
import { CheckField, FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { Banner, PageHead, Panel } from '@/ui/Page';

const KEY = ['settings'] as const;

export default function SignInPolicy() {
    const settings = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Settings>('/admin/settings', { signal, quiet: true }) });
    return (
        <>
            <PageHead title="Sign-in policy" sub="Holds for the whole box, and at once: also for who is signed in already." />
            <Async query={settings} what="The policy" skeleton={<Skeleton rows={8} height={32} />}>
                {(s) => <Policy key={JSON.stringify(s)} settings={s} />}
            </Async>
        </>
    );
}

function Policy({ settings: s }: { settings: Settings }) {
    const may = useMay();
    const client = useQueryClient();
    const [v, set] = useState({
        registration: s.registration ?? false,
        registration_domains: s.registration_domains ?? '',
        registration_role: s.registration_role ?? 'viewer',
        registration_tenant: s.registration_tenant ?? '',
        verify_email: s.verify_email ?? true,
        second_factor: s.second_factor ?? 'optional',
    });
    const mail = useQuery({ queryKey: ['mail'], queryFn: ({ signal }) => get<MailState>('/admin/mail', { signal, quiet: true }), enabled: may('mail.manage') });
    const tenants = useQuery({ queryKey: ['tenants', 'names'], queryFn: ({ signal }) => get<List<Tenant>>('/tenants', { query: { limit: 100 }, signal, quiet: true }), enabled: may('tenant.read') });
    const save = useMutation({
        mutationFn: () => patch<Settings>('/admin/settings', { ...v, registration_tenant: v.registration_tenant || null }, { quiet: true }),
        onSuccess: (n) => {
            toast({ kind: 'ok', title: 'Saved' });
            client.setQueryData(KEY, n);
        },
    });
    const f = useFieldErrors(save.error);
    const off = !may('settings.write');
    return (
        <form
            className="stack"
            style={{ maxWidth: 720 }}
            onSubmit={(e) => {
                e.preventDefault();
                if (!save.isPending) save.mutate();
            }}
        >
            <Panel title="Second factor">
                <SelectField
                    label="Who must have one"
                    value={v.second_factor}
                    onChange={(x) => set({ ...v, second_factor: x as typeof v.second_factor })}
                    options={[
                        ['optional', 'Nobody: everybody may'],
                        ['admins', 'Who manages users: administrators'],
                        ['everybody', 'Everybody'],
                    ]}
                    help="Who has none yet is asked to set it up before anything else. API keys are not asked."
                    error={f('second_factor')}
                    disabled={off}
                />
            </Panel>
            <Panel title="Registration">
                <div className="stack">
                    <CheckField label="People may make an account for themselves" help="Off: by invitation alone." checked={v.registration} onChange={(registration) => set({ ...v, registration })} disabled={off} />
                    {v.registration && (
                        <>
                            {v.verify_email && mail.data && !mail.data.ready && (
                                <Banner kind="warn">
                                    Addresses cannot be confirmed without a mail server, so registration stays closed. <Link to="/admin/mail" className="underlined">Set it up</Link>
                                </Banner>
                            )}
                            <TextField label="E-mail domains" value={v.registration_domains} onChange={(registration_domains) => set({ ...v, registration_domains })} placeholder="example.org, example.com" help={v.registration_domains.trim() ? 'Separated by commas. Only addresses of these may register.' : 'Anybody with any address may register. Separate several by commas.'} error={f('registration_domains')} required={false} disabled={off} />
                            {tenants.data && (
                                <SelectField
                                    label="Tenant"
                                    value={v.registration_tenant}
                                    onChange={(registration_tenant) => set({ ...v, registration_tenant })}
                                    options={tenants.data.items.map((t) => [t.id, t.name])}
                                    error={f('registration_tenant')}
                                    disabled={off}
                                />
                            )}
                            <SelectField
                                label="Role"
                                value={v.registration_role}
                                onChange={(x) => set({ ...v, registration_role: x as typeof v.registration_role })}
                                options={[
                                    ['viewer', 'viewer: reads'],
                                    ['editor', 'editor: acts on day-to-day things'],
                                ]}
                                error={f('registration_role')}
                                disabled={off}
                            />
                        </>
                    )}
                    <CheckField label="Addresses must be confirmed before the first sign-in" help="Of who registers. Accounts that administrators make, and invitations, need none." checked={v.verify_email} onChange={(verify_email) => set({ ...v, verify_email })} disabled={off} />
                </div>
            </Panel>
            <FormError error={save.error} known={['registration_domains', 'registration_tenant', 'registration_role', 'second_factor']} />
            <div className="row">
                <Button type="submit" look="primary" busy={save.isPending} reason={off && 'Needs the permission settings.write'}>
                    Save
                </Button>
            </div>
        </form>
    );
}
