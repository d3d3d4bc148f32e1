/* What an administrator does most often, each only where it may be done; and where the rest is. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, Eraser, ListChecks, type LucideIcon, MailPlus, Plus, Radar, RotateCcw, ScanHeart } from 'lucide-react';
import { useState } from 'react';
import { encode, get, post } from '@/api/client';
import type { Backup, CheckResult, Health, List } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { ms } from '@/lib/format';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button, Link, LinkButton } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { Panel } from '@/ui/Page';
import { StatusMark, statusWord } from '@/ui/Status';
import { routes } from '@/routes';
import { KEY } from './data';

/** Jobs that are entered from here: type, permission, what the button says, what is said then. */
const JOBS: [string, string, LucideIcon, string, string][] = [
    ['discovery', 'job.run', Radar, 'Discover workers', 'Every discovery source is being asked'],
    ['restore_rehearsal', 'job.box', RotateCcw, 'Rehearse a restore', 'The newest backup is being restored into a scratch directory'],
    ['retention', 'job.box', Eraser, 'Clean up now', 'What is past its retention is being deleted'],
];

export function Actions() {
    const may = useMay();
    const client = useQueryClient();
    const [checking, check] = useState(false);
    const backup = useMutation({
        mutationFn: () => post<Backup>('/admin/backup', {}, { quiet: true }),
        onSuccess: () => toast({ kind: 'info', title: 'The backup is being made', text: 'It is proven restorable before it counts.' }),
        onError: (e) => toast({ kind: 'warn', title: 'The backup was not started', text: errorText(e) }),
    });
    const job = useMutation({
        mutationFn: (type: string) => post('/jobs', { type }, { quiet: true }),
        onSuccess: (_, type) => toast({ kind: 'info', title: JOBS.find(([t]) => t === type)![4] }),
        onError: (e) => toast({ kind: 'warn', title: 'The job was not entered', text: errorText(e) }),
        onSettled: () => client.invalidateQueries({ queryKey: KEY }),
    });
    const pages = routes.filter((r) => r.group && r.path !== '/admin' && may(r.permission));
    return (
        <Panel title="Quick actions">
            <div className="quick">
                {may('backup.write') && (
                    <Button icon={<Archive size={14} />} busy={backup.isPending} onClick={() => backup.mutate()}>
                        Back up now
                    </Button>
                )}
                {may('service.check') && may('service.read') && (
                    <Button icon={<ScanHeart size={14} />} onClick={() => check(true)}>
                        Check a service
                    </Button>
                )}
                <LinkButton to="/admin/health/new" icon={<Plus size={14} aria-hidden="true" />}>
                    Add a service
                </LinkButton>
                {may('user.write') && (
                    <LinkButton to="/admin/users?invite=1" icon={<MailPlus size={14} aria-hidden="true" />}>
                        Invite a user
                    </LinkButton>
                )}
                {JOBS.filter(([, permission]) => may(permission) && may('job.run')).map(([type, , Icon, words]) => (
                    <Button key={type} icon={<Icon size={14} />} busy={job.isPending && job.variables === type} onClick={() => job.mutate(type)}>
                        {words}
                    </Button>
                ))}
                <LinkButton to="/admin/jobs?state=FAILED" icon={<ListChecks size={14} aria-hidden="true" />}>
                    Failed jobs
                </LinkButton>
            </div>
            <h3 className="pages-head">Pages</h3>
            <ul className="pages">
                {pages.map((r) => (
                    <li key={r.path}>
                        <Link to={r.path} className="page-link">
                            <r.icon size={14} aria-hidden="true" />
                            {r.label}
                        </Link>
                    </li>
                ))}
            </ul>
            {checking && <CheckDialog onClose={() => check(false)} />}
        </Panel>
    );
}

function CheckDialog({ onClose }: { onClose: () => void }) {
    const [id, setId] = useState('');
    const services = useQuery({ queryKey: ['health', 'choices'], queryFn: ({ signal }) => get<List<Health>>('/admin/health/services', { query: { limit: 500, sort: 'failed_first' }, signal, quiet: true }) });
    const check = useMutation({ mutationFn: (of: string) => post<CheckResult>(`/admin/health/services/${encode(of)}/check`, undefined, { quiet: true }) });
    const chosen = id || services.data?.items[0]?.id || '';
    const result = check.data;
    return (
        <Dialog open title="Check a service now" onClose={onClose} size="small">
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (chosen && !check.isPending) check.mutate(chosen);
                }}
            >
                <Async query={services} what="The services" skeleton={<Skeleton rows={2} />} empty={services.data?.items.length === 0 && <Empty title="No services yet">Add one first: then it can be checked.</Empty>}>
                    {(d) => (
                        <div className="field">
                            <label htmlFor="check-which">Service</label>
                            <select id="check-which" className="select" value={chosen} onChange={(e) => setId(e.target.value)}>
                                {d.items.map((s) => (
                                    <option key={s.id} value={s.id}>
                                        {s.name} ({statusWord(s.status)})
                                    </option>
                                ))}
                            </select>
                        </div>
                    )}
                </Async>
                {result && (
                    <p role="status" className="row tight">
                        <StatusMark status={result.status} /> {result.latency_ms !== null && ms(result.latency_ms)} <span className="secondary">{result.message}</span>
                    </p>
                )}
                {check.isError && (
                    <p className="form-error" role="alert">
                        {errorText(check.error)}
                    </p>
                )}
                <DialogFoot>
                    <Button onClick={onClose}>Close</Button>
                    <Button type="submit" look="primary" busy={check.isPending} reason={!chosen && 'There is no service to check'}>
                        Check now
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
