/* Add or change a place where the head of the trail is written to. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { encode, ifMatch, post, put } from '@/api/client';
import type { AuditSink } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, NumberField, SelectField, TextField, useFieldErrors } from '@/ui/Form';

const text = (v: unknown) => (typeof v === 'string' ? v : '');

export function SinkDialog({ sink, onClose, onDone }: { sink: AuditSink | null; onClose: () => void; onDone: () => void }) {
    const [name, setName] = useState(sink?.name ?? '');
    const [kind, setKind] = useState<string>(sink?.kind ?? 'webhook');
    const [enabled, enable] = useState(sink?.enabled ?? true);
    const [url, setUrl] = useState(text(sink?.config.url));
    const [secret, setSecret] = useState('');
    const [file, setFile] = useState(text(sink?.config.file) || 'audit-heads.jsonl');
    const [host, setHost] = useState(text(sink?.config.host));
    const [port, setPort] = useState<number | null>(typeof sink?.config.port === 'number' ? sink.config.port : 514);
    const [protocol, setProtocol] = useState(text(sink?.config.protocol) || 'udp');
    const config = kind === 'webhook' ? { url, ...(secret && { secret }) } : kind === 'file' ? { file } : { host, port: port ?? undefined, protocol };
    const save = useMutation({
        mutationFn: () => {
            const body = { name, kind, config, enabled };
            return sink ? put(`/audit/sinks/${encode(sink.id)}`, body, { headers: ifMatch(sink.version), quiet: true }) : post('/audit/sinks', body, { quiet: true });
        },
        onSuccess: onDone,
    });
    const f = useFieldErrors(save.error);
    const known = ['name', 'kind', 'config.url', 'config.secret', 'config.file', 'config.host', 'config.port', 'config.protocol'];
    return (
        <Dialog open title={sink ? `Edit ${sink.name}` : 'Add a sink'} onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    save.mutate();
                }}
            >
                <TextField label="Name" value={name} onChange={setName} error={f('name')} maxLength={100} />
                <SelectField
                    label="Kind"
                    value={kind}
                    onChange={setKind}
                    error={f('kind')}
                    disabled={sink !== null}
                    options={[
                        ['webhook', 'Webhook, signed'],
                        ['file', 'File that is only appended to'],
                        ['syslog', 'Syslog'],
                    ]}
                />
                {kind === 'webhook' && (
                    <>
                        <TextField label="URL" type="url" value={url} onChange={setUrl} error={f('config.url')} />
                        <TextField label="Secret" type="password" required={false} value={secret} onChange={setSecret} error={f('config.secret')} help={sink ? 'Left empty it stays as it is, unless the URL changes.' : 'Signs the request as Standard Webhooks asks.'} />
                    </>
                )}
                {kind === 'file' && <TextField label="File" mono value={file} onChange={setFile} error={f('config.file')} help="In the directory that the box was started with (--audit-dir). Best on another machine's disk." />}
                {kind === 'syslog' && (
                    <>
                        <TextField label="Host" value={host} onChange={setHost} error={f('config.host')} />
                        <NumberField label="Port" value={port} onChange={setPort} min={1} max={65535} error={f('config.port')} />
                        <SelectField label="Protocol" value={protocol} onChange={setProtocol} error={f('config.protocol')} options={[['udp', 'UDP'], ['tcp', 'TCP']]} />
                    </>
                )}
                <CheckField label="Write the head to it once a day" checked={enabled} onChange={enable} />
                <FormError error={save.error} known={known} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={save.isPending} reason={!name.trim() && 'Give it a name'}>
                        {sink ? 'Save' : 'Add'}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
