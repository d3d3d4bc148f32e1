/* One identity provider: connection, what was found there, accounts, and the table from groups to roles. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { encode, get, ifMatch, patch, post } from '@/api/client';
import type { SsoFound, SsoProvider } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { Banner, CopyText, Facts } from '@/ui/Page';
import { RoleField } from '@/ui/RoleField';

type Mapping = SsoProvider['mappings'][number];
interface Place {
    id: string;
    name: string;
}
const METHODS: [string, string][] = [
    ['client_secret_basic', 'Secret, in the header'],
    ['client_secret_post', 'Secret, in the body'],
    ['none', 'None (public client)'],
];
const FIELDS = ['name', 'issuer', 'client_id', 'client_secret', 'auth_method', 'scopes', 'groups_claim', 'default_tenant_id', 'default_role'];

export function ProviderDialog({ provider, base, onClose, onSaved }: { provider: SsoProvider | null; base: string; onClose: () => void; onSaved: () => void }) {
    const [p, set] = useState(() => ({
        name: provider?.name ?? '',
        issuer: provider?.issuer ?? '',
        client_id: provider?.client_id ?? '',
        auth_method: provider?.auth_method ?? 'client_secret_basic',
        scopes: provider?.scopes ?? 'openid email profile',
        groups_claim: provider?.groups_claim ?? 'groups',
        use_userinfo: provider?.use_userinfo ?? false,
        create_users: provider?.create_users ?? true,
        link_by_email: provider?.link_by_email ?? false,
        allow_superadmins: provider?.allow_superadmins ?? false,
        sign_out: provider?.sign_out ?? false,
        enabled: provider?.enabled ?? true,
        default_tenant_id: provider?.default_tenant_id ?? null,
        default_role: provider?.default_role ?? '',
        mappings: provider?.mappings ?? [],
    }));
    const [secret, setSecret] = useState('');
    const [saved, setSaved] = useState<SsoProvider | null>(null);
    const places = useQuery({ queryKey: ['auth-tenants'], queryFn: ({ signal }) => get<{ items: Place[] }>('/auth/tenants', { signal, quiet: true }) });
    const tenants: [string, string][] = (places.data?.items ?? []).map((t) => [t.id, t.name]);
    const test = useMutation({ mutationFn: () => post<SsoFound>('/admin/sso/providers/test', { issuer: p.issuer.trim() }, { quiet: true }) });
    const save = useMutation({
        mutationFn: () => {
            const body = { ...p, issuer: p.issuer.trim(), default_role: p.default_tenant_id ? p.default_role : '', ...(secret ? { client_secret: secret } : {}) };
            return provider ? patch<SsoProvider>(`/admin/sso/providers/${encode(provider.id)}`, body, { headers: ifMatch(provider.version), quiet: true }) : post<SsoProvider>('/admin/sso/providers', body, { quiet: true });
        },
        onSuccess: (r) => {
            onSaved();
            if (provider) onClose();
            else setSaved(r);
        },
    });
    const f = useFieldErrors(save.error);
    const change = <K extends keyof typeof p>(k: K) => (v: (typeof p)[K]) => set((old) => ({ ...old, [k]: v }));
    if (saved)
        return (
            <Dialog open title="Register the box at the provider" onClose={onClose}>
                <div className="stack">
                    <p>“{saved.name}” is saved. Enter this as the client’s redirect URI at the provider, exactly:</p>
                    <CopyText text={base + saved.id} label="the redirect URI" />
                    <DialogFoot>
                        <Button look="primary" onClick={onClose}>
                            Done
                        </Button>
                    </DialogFoot>
                </div>
            </Dialog>
        );
    return (
        <Dialog open wide title={provider ? `Edit ${provider.name}` : 'Add an identity provider'} onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!save.isPending) save.mutate();
                }}
            >
                <div className="sso-grid">
                    <TextField label="Name" value={p.name} onChange={change('name')} error={f('name')} help="The button says “Sign in with …”." maxLength={60} required autoFocus />
                    <TextField label="Issuer" type="url" value={p.issuer} onChange={change('issuer')} error={f('issuer')} placeholder="https://id.example.com/realms/ops" required />
                    <TextField label="Client id" value={p.client_id} onChange={change('client_id')} error={f('client_id')} required />
                    <SelectField label="How the client proves itself" value={p.auth_method} onChange={change('auth_method')} options={METHODS} error={f('auth_method')} />
                    {p.auth_method !== 'none' && <TextField label="Client secret" type="password" autoComplete="new-password" value={secret} onChange={setSecret} error={f('client_secret')} help={provider?.client_secret.set ? 'One is stored; leave this empty to keep it.' : undefined} />}
                    <TextField label="Scopes" value={p.scopes} onChange={change('scopes')} error={f('scopes')} mono />
                </div>
                <div className="row">
                    <Button onClick={() => test.mutate()} busy={test.isPending} reason={!p.issuer.trim() && 'Enter the issuer first'}>
                        Look at the provider
                    </Button>
                    {provider && <CopyText text={base + provider.id} label="the redirect URI" />}
                </div>
                <FormError error={test.error} />
                {test.data && <Found found={test.data} />}
                <h3>Accounts</h3>
                <CheckField label="Make an account for who has none" checked={p.create_users} onChange={change('create_users')} />
                <CheckField label="Link local accounts by e-mail address" checked={p.link_by_email} onChange={change('link_by_email')} help="Only when the provider says that the address is verified. Leave it off unless you trust the provider to check addresses." />
                <CheckField label="Superadmins may use it" checked={p.allow_superadmins} onChange={change('allow_superadmins')} help="Whoever rules the provider then rules this box." />
                <CheckField label="Signing out here signs out there" checked={p.sign_out} onChange={change('sign_out')} />
                <CheckField label="Ask the userinfo endpoint too" checked={p.use_userinfo} onChange={change('use_userinfo')} help="For providers that leave groups or the address out of the ID token." />
                <CheckField label="Enabled" checked={p.enabled} onChange={change('enabled')} />
                <h3>Groups and roles</h3>
                <TextField label="Claim with the groups" value={p.groups_claim} onChange={change('groups_claim')} error={f('groups_claim')} help="Dots go into objects, as in realm_access.roles." mono />
                <Mappings rows={p.mappings} onChange={change('mappings')} tenants={tenants} error={f} />
                <div className="sso-grid">
                    <SelectField label="Who matches no row" value={p.default_tenant_id ?? ''} onChange={(v) => set((old) => ({ ...old, default_tenant_id: v || null, default_role: v ? old.default_role || 'viewer' : '' }))} options={[['', 'is refused'], ...tenants.map(([id, name]): [string, string] => [id, `goes to ${name}`])]} error={f('default_tenant_id')} />
                    {p.default_tenant_id && <RoleField label="as" tenant={p.default_tenant_id} value={p.default_role} onChange={change('default_role')} error={f('default_role')} required />}
                </div>
                <FormError error={save.error} known={[...FIELDS, 'mappings']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={save.isPending}>
                        Save
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}

function Found({ found }: { found: SsoFound }) {
    if (!found.ok) return <Banner kind="critical">{found.detail}</Banner>;
    return (
        <div className="stack" role="status">
            <Banner kind="ok">{found.detail}</Banner>
            <Facts
                of={[
                    ['Sign-in', <code className="sso-long">{found.authorization_endpoint}</code>],
                    ['Tokens', <code className="sso-long">{found.token_endpoint}</code>],
                    found.userinfo_endpoint && ['Userinfo', <code className="sso-long">{found.userinfo_endpoint}</code>],
                    found.end_session_endpoint && ['Sign-out', <code className="sso-long">{found.end_session_endpoint}</code>],
                    ['Keys', found.keys.map((k) => k.alg).join(', ')],
                ]}
            />
        </div>
    );
}

/* In a tenant the first row that matches counts, so the order can be changed. */
function Mappings({ rows, onChange, tenants, error }: { rows: Mapping[]; onChange: (rows: Mapping[]) => void; tenants: [string, string][]; error: (f: string) => string | undefined }) {
    const put = (n: number, m: Partial<Mapping>) => onChange(rows.map((r, k) => (k === n ? { ...r, ...m } : r)));
    const move = (n: number, by: number) => {
        const next = [...rows];
        const [row] = next.splice(n, 1);
        next.splice(n + by, 0, row!);
        onChange(next);
    };
    return (
        <fieldset className="sso-mappings">
            <legend>In each tenant the first row that matches counts; * is anybody</legend>
            {rows.map((m, n) => (
                <div key={n} className="sso-mapping">
                    <TextField label="Group" value={m.group} onChange={(group) => put(n, { group })} error={error(`mappings[${n}].group`)} required />
                    <SelectField label="Tenant" value={m.tenant_id} onChange={(tenant_id) => put(n, { tenant_id })} options={tenants.some(([id]) => id === m.tenant_id) ? tenants : [[m.tenant_id, m.tenant_id || 'choose'], ...tenants]} error={error(`mappings[${n}].tenant_id`)} />
                    <RoleField label="Role" tenant={m.tenant_id} value={m.role} onChange={(role) => put(n, { role })} error={error(`mappings[${n}].role`)} required />
                    <span className="row tight">
                        <Button small look="quiet" icon={<ArrowUp size={14} />} label={`Row ${n + 1} up`} reason={n === 0 && 'It is the first'} onClick={() => move(n, -1)} />
                        <Button small look="quiet" icon={<ArrowDown size={14} />} label={`Row ${n + 1} down`} reason={n === rows.length - 1 && 'It is the last'} onClick={() => move(n, 1)} />
                        <Button small look="quiet" icon={<Trash2 size={14} />} label={`Remove row ${n + 1}`} onClick={() => onChange(rows.filter((_, k) => k !== n))} />
                    </span>
                </div>
            ))}
            <Button small icon={<Plus size={14} aria-hidden="true" />} onClick={() => onChange([...rows, { group: '', tenant_id: tenants[0]?.[0] ?? '', role: 'viewer' }])}>
                Add a row
            </Button>
        </fieldset>
    );
}
