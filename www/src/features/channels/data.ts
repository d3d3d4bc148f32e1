/* What the parts of the channels page share. */
import type { Channel, ChannelType, Delivery, Severity } from '@/api/types';
import { forSending, isSet } from '@/ui/schema';

export const CHANNELS = ['channels'] as const;
export const DELIVERIES = ['deliveries'] as const;
export const NEEDS = 'Needs the permission to configure channels';

/** What is written: a channel is replaced as a whole. */
export interface ChannelInput {
    name: string;
    channel_type: string;
    config: Record<string, unknown>;
    enabled: boolean;
    min_severity: Severity;
    send_resolved: boolean;
}

/** The channel as it is, with stored secrets left as they are. */
export const inputOf = (c: Channel): ChannelInput => ({
    name: c.name,
    channel_type: c.channel_type,
    config: forSending(c.config) as Record<string, unknown>,
    enabled: c.enabled,
    min_severity: c.min_severity,
    send_resolved: c.send_resolved,
});

/** The config as a form begins with it: secrets that are not set, and members that are null, are absent. */
export function forEditing(config: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(config).filter(([, v]) => v !== null && (typeof v !== 'object' || Array.isArray(v) || !('set' in v) || isSet(v))));
}

/** Where it sends to, as far as that may be shown. */
export const addressOf = (c: Channel) => (typeof c.config.url === 'string' ? c.config.url : '');

/** Names of the secrets that are stored and were not entered again. */
export const keptSecrets = (config: Record<string, unknown>) => Object.keys(config).filter((k) => isSet(config[k]));

/** Scheme, host and port: secrets stay only while these do. */
export function destination(url: unknown): string | null {
    try {
        return typeof url === 'string' ? new URL(url).origin : null;
    } catch {
        return null;
    }
}

export const typeTitle = (types: ChannelType[] | undefined, name: string) => types?.find((t) => t.name === name)?.title ?? name;

export const SEVERITIES: [Severity, string][] = [
    ['info', 'Everything'],
    ['warning', 'Warnings and critical'],
    ['critical', 'Critical only'],
];

export const EVENTS: Record<string, string> = {
    'alert.firing': 'Firing',
    'alert.acknowledged': 'Acknowledged',
    'alert.resolved': 'Resolved',
    test: 'Test',
};

/** State and word of a delivery. */
export const DELIVERY_STATES: Record<Delivery['status'], [status: string, word: string]> = {
    pending: ['pending', 'Pending'],
    delivered: ['delivered', 'Delivered'],
    dead: ['dead', 'Dead letter'],
    withdrawn: ['off', 'Withdrawn'],
};
export const isDeliveryState = (s: string): s is Delivery['status'] => Object.hasOwn(DELIVERY_STATES, s);
