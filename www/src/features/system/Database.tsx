/* What the database does, and what takes its room. */
import { useState } from 'react';
import type { SystemNow } from '@/api/types';
import { bytes, ms, number, percent } from '@/lib/format';
import { Button } from '@/ui/Button';
import { Facts, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Table } from '@/ui/Table';
import { Ago } from '@/ui/Time';

type Db = SystemNow['database'];
const SHOWN = 12;

const sum = (t: Db['tables'][number]) => (t.bytes === null || t.index_bytes === null ? null : t.bytes + t.index_bytes);

export function Database({ db }: { db: Db }) {
    const [all, showAll] = useState(false);
    /* Those too large to be looked at come first. */
    const tables = [...db.tables].sort((a, b) => (sum(b) ?? Infinity) - (sum(a) ?? Infinity));
    const most = Math.max(1, ...tables.map((t) => sum(t) ?? 0));
    return (
        <Panel title="Database" status={db.writable ? 'ok' : 'critical'}>
            <div className="stack">
                <Facts
                    of={[
                        ['State', db.writable ? <StatusMark status="ok" word="writable" /> : <StatusMark status="critical" word={db.disk_full ? 'the disk is full' : 'cannot be written'} />],
                        ['Readers', `${number(db.readers_in_use)} in use of ${number(db.readers)} open`],
                        ['Page cache', `${percent(db.cache_hit_pct, 1)} hits since the start`],
                        ['Commit', `${ms(db.commit_p50_ms)} half, ${ms(db.commit_p99_ms)} 99 of 100`],
                        ['Writes', `${number(db.writes)} in ${number(db.commits)} commits`],
                        ['Waiting', `${number(db.queue_interactive)} interactive, ${number(db.queue_bulk)} bulk`],
                        ...db.files.map((f): [string, string] => [f.name, bytes(f.bytes)]),
                        ['Schema', number(db.schema_version)],
                    ]}
                />
                <div className="row">
                    <h3 className="grow">Tables</h3>
                    <span className="muted">{db.tables_at ? <>as of <Ago at={db.tables_at} /></> : 'being looked at'}</span>
                </div>
                {tables.length > 0 && (
                    <Table
                        label="Tables"
                        rows={all ? tables : tables.slice(0, SHOWN)}
                        id={(t) => t.name}
                        columns={[
                            {
                                head: 'Table',
                                cell: (t) => (
                                    <div className="table-size">
                                        <code>{t.name}</code>
                                        <div className="meter" aria-hidden="true">
                                            <i style={{ width: `${(100 * (sum(t) ?? most)) / most}%` }} />
                                        </div>
                                    </div>
                                ),
                            },
                            { head: 'Rows', num: true, cell: (t) => (t.bytes === null ? 'too large' : bytes(t.bytes)) },
                            { head: 'Indexes', num: true, cell: (t) => (t.index_bytes === null ? 'too large' : bytes(t.index_bytes)) },
                            { head: 'Both', num: true, cell: (t) => <b>{bytes(sum(t))}</b> },
                        ]}
                    />
                )}
                {tables.length > SHOWN && (
                    <div>
                        <Button small onClick={() => showAll(!all)}>
                            {all ? 'The largest alone' : `All ${number(tables.length)} tables`}
                        </Button>
                    </div>
                )}
            </div>
        </Panel>
    );
}
