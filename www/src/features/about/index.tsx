/* What this box is: version, build, and the libraries inside with their licences. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get } from '@/api/client';
import type { About } from '@/api/types';
import { useMay } from '@/app/session';
import { Async, Skeleton } from '@/ui/Async';
import { Link } from '@/ui/Button';
import { Facts, PageHead, Panel, Search } from '@/ui/Page';
import { Table } from '@/ui/Table';
import { Ago } from '@/ui/Time';

const text = (v: unknown) => (typeof v === 'string' ? v : JSON.stringify(v));

export default function AboutPage() {
    const may = useMay();
    const [q, setQ] = useState('');
    const about = useQuery({ queryKey: ['about'], queryFn: ({ signal }) => get<About>('/system/about', { signal, quiet: true }) });
    return (
        <>
            <PageHead title="About" sub="One binary, one data directory, one page for everything." />
            <Async query={about} what="The version" skeleton={<Skeleton rows={14} />}>
                {(a) => (
                    <div className="stack">
                        <Panel title="Binnacle">
                            <Facts
                                of={[
                                    ['Version', a.version],
                                    ['Build', text(a.build)],
                                    ['System', text(a.os)],
                                    ['Running since', <Ago key="s" at={a.started_at} />],
                                    ['Licence', 'MIT'],
                                    may('docs.read') && [
                                        'API',
                                        <Link key="o" to="/api/docs/swagger">
                                            Documentation, to read and try out
                                        </Link>,
                                    ],
                                ]}
                            />
                        </Panel>
                        <Panel title="Libraries inside" flush actions={<Search label="Search libraries" value={q} onChange={setQ} />}>
                            <Table
                                label="Libraries"
                                rows={a.libraries.filter((l) => `${l.name} ${l.licence}`.toLowerCase().includes(q.toLowerCase()))}
                                id={(l) => l.name}
                                columns={[
                                    { head: 'Library', cell: (l) => l.name },
                                    { head: 'Version', cell: (l) => <code>{l.version}</code> },
                                    { head: 'Licence', cell: (l) => l.licence },
                                ]}
                            />
                        </Panel>
                    </div>
                )}
            </Async>
        </>
    );
}
