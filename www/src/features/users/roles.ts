import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { RoleList } from '@/api/types';
import { useMay, useMe } from '@/app/session';

/** The roles that one may give: none that may more than oneself. */
export function useRoles(): string[] {
    const may = useMay();
    const superadmin = useMe()?.user.superadmin;
    const list = useQuery({ queryKey: ['roles'], queryFn: ({ signal }) => get<RoleList>('/roles', { signal, quiet: true }) });
    return (list.data?.items ?? []).filter((r) => (r.name === 'superadmin' ? superadmin : r.permissions.every((p) => may(p)))).map((r) => r.name);
}
