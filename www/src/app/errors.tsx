import { Compass, Lock } from 'lucide-react';
import { Empty } from '@/ui/Async';
import { LinkButton } from '@/ui/Button';
import { PageHead } from '@/ui/PageHead';
import { useMe } from './session';

function NotFound() {
    return (
        <>
            <PageHead title="Not found" />
            <Empty title="404: there is no such page" icon={<Compass size={28} aria-hidden="true" />} actions={<LinkButton to="/">Start page</LinkButton>}>
                Nothing lives at <code>{location.pathname}</code>. The link may be old or mistyped.
            </Empty>
        </>
    );
}

function Forbidden({ permission }: { permission: string }) {
    const me = useMe();
    return (
        <>
            <PageHead title="Not allowed" />
            <Empty title="403: your role may not open this page" icon={<Lock size={28} aria-hidden="true" />} actions={<LinkButton to="/">Start page</LinkButton>}>
                It needs the permission <code>{permission}</code>, which the role <b>{me?.user.role}</b> does not have. An administrator can change your role.
            </Empty>
        </>
    );
}

/** No page, or one that needs a permission. */
export default function Errors({ permission }: { permission?: string }) {
    return permission ? <Forbidden permission={permission} /> : <NotFound />;
}
