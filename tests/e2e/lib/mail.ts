/* The mails of tests/systems/smtp, and the codes of an authenticator. */
import { createHmac } from 'node:crypto';
import { type Box, System } from './box';

export interface Mail {
    to: string[];
    subject: string;
    text: string;
    links: string[];
}

export async function mailBox(box: Box): Promise<System> {
    const smtp = await System.start('smtp');
    await box.api('PATCH', '/api/v1/admin/settings', { public_url: box.url });
    await box.api('PUT', '/api/v1/admin/mail', { host: '127.0.0.1', port: smtp.facts.ports.plain, security: 'none', from_address: 'binnacle@example.test' });
    return smtp;
}

/** The newest mail to an address whose subject says so; its link's address. */
export async function mailTo(smtp: System, to: string, subject: RegExp, seconds = 30): Promise<Mail> {
    for (const end = Date.now() + seconds * 1000; ; ) {
        const found = ((await smtp.get('/received')) as Mail[]).filter((m) => m.to.includes(to) && subject.test(m.subject));
        if (found.length) return found[found.length - 1]!;
        if (Date.now() > end) throw new Error(`no mail ${subject} to ${to}`);
        await new Promise((r) => setTimeout(r, 100));
    }
}

/** RFC 6238; `step` steps from now. */
export function totp(secret: string, step = 0): string {
    let bits = '';
    for (const c of secret.replace(/\s/g, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
    const key = Buffer.from(bits.match(/.{8}/g)!.map((b) => parseInt(b, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
    const mac = createHmac('sha1', key).update(counter).digest();
    const at = mac[19]! & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
