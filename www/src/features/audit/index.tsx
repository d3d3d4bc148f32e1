/* The audit trail: who did what, to what, when, with the members that changed. */
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { AuditEntry } from '@/api/types';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Facts, PageHead, Panel, Search } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';

type Change = { field: string; before: unknown; after: unknown };

const text = (v: unknown) => (v === null || v === undefined ? '–' : typeof v === 'string' ? v : JSON.stringify(v));

export default function AuditPage() {
    const [action, setAction] = useUrlState('action');
    const [object, setObject] = useUrlState('object');
    const [open, show] = useState<AuditEntry | null>(null);
    const rows = usePaged<AuditEntry>(['audit'], '/audit', { action, object_id: object, limit: 100 });
    const clear = () => {
        setAction('');
        setObject('');
    };
    return (
        <>
            <PageHead title="Audit" sub="Every change and every sign-in, chained so that a row which is altered later is noticed by binnacle check." />
            <Panel
                title="Trail"
                flush
                actions={
                    <>
                        <Search label="Action" placeholder="Action, such as service.update" value={action} onChange={setAction} />
                        <Search label="Object id" value={object} onChange={setObject} />
                    </>
                }
            >
                <Async
                    query={rows}
                    what="The audit trail"
                    skeleton={<Skeleton rows={12} />}
                    empty={
                        rows.data &&
                        rows.rows.length === 0 &&
                        (action || object ? (
                            <Empty title="Nothing matches" actions={<Button onClick={clear}>Clear the filters</Button>} />
                        ) : (
                            <Empty title="Nothing happened yet" icon={<ScrollText size={28} aria-hidden="true" />} />
                        ))
                    }
                >
                    {() => (
                        <>
                            <Table
                                label="Audit trail"
                                rows={rows.rows}
                                id={(r) => String(r.id)}
                                onOpen={show}
                                columns={[
                                    { head: 'When', cell: (r) => <Ago at={r.at} /> },
                                    { head: 'Who', cell: (r) => r.user_email || <span className="muted">nobody</span> },
                                    {
                                        head: 'What',
                                        cell: (r) => (
                                            <Button small look="quiet" onClick={() => show(r)}>
                                                {r.action}
                                            </Button>
                                        ),
                                    },
                                    { head: 'On', cell: (r) => (r.object_type ? <span className="nowrap">{r.object_type} <code>{r.object_id?.slice(-12)}</code></span> : '') },
                                    { head: 'Changed', cell: (r) => <span className="secondary truncate">{((r.changes ?? []) as Change[]).map((c) => c.field).join(', ')}</span> },
                                    { head: 'Result', cell: (r) => (Number(r.status) < 400 ? <StatusMark status="ok" word={String(r.status)} /> : <StatusMark status="failed" word={String(r.status)} />) },
                                    { head: 'From', cell: (r) => <code>{r.remote}</code> },
                                ]}
                            />
                            <More of={rows} noun="row" />
                        </>
                    )}
                </Async>
            </Panel>
            <Dialog open={open !== null} title={open?.action ?? ''} onClose={() => show(null)} wide>
                {open && (
                    <div className="stack">
                        <Facts
                            of={[
                                ['Who', open.user_email || 'nobody was signed in'],
                                ['When', <Ago key="t" at={open.at} />],
                                ['On', `${open.object_type ?? ''} ${open.object_id ?? ''}`],
                                ['Result', String(open.status)],
                                ['From', open.remote],
                                ['Request', <code key="r">{open.request_id}</code>],
                            ]}
                        />
                        {(open.changes as Change[] | null)?.length ? (
                            <Table
                                label="Changes"
                                rows={open.changes as Change[]}
                                id={(c) => c.field}
                                columns={[
                                    { head: 'Member', cell: (c) => <code>{c.field}</code> },
                                    { head: 'Before', cell: (c) => <code>{text(c.before)}</code> },
                                    { head: 'After', cell: (c) => <code>{text(c.after)}</code> },
                                ]}
                            />
                        ) : open.after || open.before ? (
                            <pre className="code">{JSON.stringify(open.after ?? open.before, null, 2)}</pre>
                        ) : (
                            <p className="muted">Nothing was changed by it.</p>
                        )}
                    </div>
                )}
            </Dialog>
        </>
    );
}
