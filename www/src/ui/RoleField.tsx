/* A role of a tenant, chosen from those that it has: the built-in ones and its own. */
import { useQuery } from '@tanstack/react-query';
import { encode, get } from '@/api/client';
import type { RoleList } from '@/api/types';
import { SelectField } from './Form';

const BUILT_IN = ['viewer', 'editor', 'admin'];

/* Until the list is there, and where it may not be read (a suspended tenant's), the built-in roles are offered. What is set already stays a choice. */
export function RoleField({ tenant, value, ...field }: { tenant: string; label: string; value: string; onChange: (v: string) => void; error?: string; help?: string; required?: boolean }) {
    const list = useQuery({ queryKey: ['roles', tenant], queryFn: ({ signal }) => get<RoleList>(`/roles?tenant_id=${encode(tenant)}`, { signal, quiet: true }), enabled: tenant !== '', retry: false });
    const names = list.data ? list.data.items.map((r) => r.name).filter((r) => r !== 'superadmin') : BUILT_IN;
    const options = names.map((r): [string, string] => [r, r]);
    if (!names.includes(value)) options.unshift([value, value === '' ? 'choose' : list.data ? `${value} (not a role of this tenant)` : value]);
    return <SelectField value={value} options={options} {...field} />;
}
