/* Adds or edits a channel; its own settings come from the type's JSON Schema. Stored secrets never come back: kept, replaced or cleared. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { encode, ifMatch, post, put } from '@/api/client';
import type { Channel, ChannelType, Severity } from '@/api/types';
import { toast } from '@/app/toasts';
import { Async, type QueryLike, Skeleton } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { CheckField, FormError, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { Banner } from '@/ui/Page';
import { SchemaForm } from '@/ui/SchemaForm';
import { forSending } from '@/ui/schema';
import { CHANNELS, type ChannelInput, SEVERITIES, destination, forEditing, keptSecrets } from './data';

export function ChannelDialog({ types, channel, onClose }: { types: QueryLike<{ items: ChannelType[] }>; channel: Channel | null; onClose: () => void }) {
    return (
        <Dialog open wide title={channel ? 'Edit the channel' : 'Add a channel'} onClose={onClose}>
            <Async query={types} what="The channel types" skeleton={<Skeleton rows={6} height={32} />}>
                {(t) => <ChannelForm types={t.items} channel={channel} onClose={onClose} />}
            </Async>
        </Dialog>
    );
}

function ChannelForm({ types, channel, onClose }: { types: ChannelType[]; channel: Channel | null; onClose: () => void }) {
    const client = useQueryClient();
    const [typeName, setType] = useState(channel?.channel_type ?? types[0]?.name ?? '');
    const [name, setName] = useState(channel?.name ?? '');
    const [config, setConfig] = useState(() => forEditing(channel?.config ?? {}));
    const [severity, setSeverity] = useState<Severity>(channel?.min_severity ?? 'info');
    const [resolved, setResolved] = useState(channel?.send_resolved ?? true);
    const [enabled, setEnabled] = useState(channel?.enabled ?? true);
    const type = types.find((t) => t.name === typeName);
    const save = useMutation({
        mutationFn: () => {
            const body: ChannelInput = { name: name.trim(), channel_type: typeName, config: forSending(config) as Record<string, unknown>, enabled, min_severity: severity, send_resolved: resolved };
            return channel ? put<Channel>(`/alerts/channels/${encode(channel.id)}`, body, { headers: ifMatch(channel.version), quiet: true }) : post<Channel>('/alerts/channels', body, { quiet: true });
        },
        onSuccess: (c) => {
            toast({ kind: 'ok', title: channel ? 'Channel saved' : 'Channel added', text: channel ? c.name : `${c.name}: send a test to see that it works` });
            void client.invalidateQueries({ queryKey: CHANNELS });
            onClose();
        },
    });
    const f = useFieldErrors(save.error);
    const before = destination(channel?.config.url);
    const moved = before !== null && destination(config.url) !== before && keptSecrets(config).length > 0;
    return (
        <form
            className="stack"
            noValidate
            onSubmit={(e) => {
                e.preventDefault();
                if (!save.isPending) save.mutate();
            }}
        >
            {channel?.problem && <Banner kind="critical">It cannot send: {channel.problem}.</Banner>}
            <div className="form-grid">
                <TextField label="Name" value={name} onChange={setName} error={f('name')} maxLength={100} required autoFocus={!channel} />
                <SelectField
                    label="Type"
                    value={typeName}
                    onChange={(t) => {
                        setType(t);
                        setConfig({});
                    }}
                    options={types.map((t) => [t.name, t.title])}
                    disabled={channel !== null}
                    help={type ? `${type.doc}.${channel ? ' The type of a channel cannot be changed.' : ''}` : undefined}
                    error={f('channel_type')}
                />
                <SelectField label="Told of" value={severity} onChange={(v) => setSeverity(v as Severity)} options={SEVERITIES} error={f('min_severity')} />
                <div className="stack channels-checks">
                    <CheckField label="Tell it when an alert is over" checked={resolved} onChange={setResolved} error={f('send_resolved')} />
                    <CheckField label="Enabled" checked={enabled} onChange={setEnabled} error={f('enabled')} />
                </div>
            </div>
            {type ? (
                <fieldset className="channels-config">
                    <legend>{type.title}</legend>
                    <SchemaForm key={typeName} schema={type.schema} value={config} onChange={setConfig} path="config" error={f} />
                </fieldset>
            ) : (
                <Banner kind="warn">This version of Binnacle does not know the type “{typeName}”.</Banner>
            )}
            {moved && <Banner kind="warn">The address leads to another host: what is stored as secret is forgotten unless you enter it again.</Banner>}
            <FormError error={save.error} known={['name', 'channel_type', 'config', 'min_severity', 'send_resolved', 'enabled']} />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" look="primary" busy={save.isPending} reason={!name.trim() ? 'Give it a name' : !type && 'The type is not known'}>
                    {channel ? 'Save' : 'Add'}
                </Button>
            </DialogFoot>
        </form>
    );
}
