/* How each person likes it: one section after the other, each change holds at once and is saved behind it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { get, post, put } from '@/api/client';
import type { NoticeKind } from '@/api/types';
import { beginTour } from '@/app/acts';
import { SECTIONS } from '@/app/sections';
import { type Change, type Preferences, prefs, save, setPrefs } from '@/app/look';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { useNow } from '@/lib/clock';
import { firstDayOfWeek } from '@/lib/calendar';
import { bytes, dateFormat, dateOnly, exact, number, percent } from '@/lib/format';
import { useStore } from '@/lib/store';
import { useUrlState } from '@/lib/url';
import { routes } from '@/routes';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/Dialog';
import { CheckField, NumberField, SelectField } from '@/ui/Form';
import { Facts, PageHead, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import './preferences.css';

type Section = 'theme' | 'accessibility' | 'regional' | 'dashboard' | 'notifications';
type Of<S extends Section> = Preferences[S];

/** Stores one value of a section. */
function set<S extends Section>(section: S, change: Partial<Of<S>>): void {
    void setPrefs({ [section]: change } as Change);
}

const LOCALES = ['en-GB', 'en-US', 'en-CA', 'en-AU', 'de-DE', 'de-AT', 'de-CH', 'fr-FR', 'fr-CA', 'es-ES', 'es-MX', 'it-IT', 'pt-PT', 'pt-BR', 'nl-NL', 'da-DK', 'sv-SE', 'nb-NO', 'fi-FI', 'pl-PL', 'cs-CZ', 'sk-SK', 'hu-HU', 'sl-SI', 'hr-HR', 'ro-RO', 'bg-BG', 'el-GR', 'tr-TR', 'uk-UA', 'ru-RU', 'he-IL', 'ar-EG', 'hi-IN', 'th-TH', 'vi-VN', 'id-ID', 'ja-JP', 'ko-KR', 'zh-CN', 'zh-TW'];
const languages = new Intl.DisplayNames(undefined, { type: 'language' });
/* Browsers list some places under names that the time zone database gave up long ago: nobody looks for those. */
const RENAMED: Record<string, string> = {
    'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
    'America/Godthab': 'America/Nuuk',
    'Asia/Calcutta': 'Asia/Kolkata',
    'Asia/Katmandu': 'Asia/Kathmandu',
    'Asia/Rangoon': 'Asia/Yangon',
    'Asia/Saigon': 'Asia/Ho_Chi_Minh',
    'Atlantic/Faeroe': 'Atlantic/Faroe',
    'Europe/Kiev': 'Europe/Kyiv',
};
const known = (zone: string) => {
    try {
        return !!new Intl.DateTimeFormat('en', { timeZone: zone });
    } catch {
        return false;
    }
};
const nowCalled = (zone: string) => (RENAMED[zone] && known(RENAMED[zone]) ? RENAMED[zone] : zone);
const listed = (Intl as unknown as { supportedValuesOf?: (k: string) => string[] }).supportedValuesOf?.('timeZone') ?? [];
const ZONES = ['UTC', ...[...new Set(listed.map(nowCalled))].filter((z) => z !== 'UTC').sort()];
const withPresent = (list: string[], v: string) => (v === 'system' || list.includes(v) ? list : [v, ...list]);

export default function PreferencesPage() {
    const p = useStore(prefs);
    const [section] = useUrlState('section');
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (!section) return;
        const at = box.current?.querySelector<HTMLElement>(`#p-${CSS.escape(section)}`);
        at?.scrollIntoView({ block: 'start' });
        at?.querySelector<HTMLElement>('select, input, button')?.focus({ preventScroll: true });
    }, [section]);
    return (
        <div ref={box} className="preferences">
            <PageHead title="Preferences" sub="They hold at once, here and on every other device where you are signed in." />
            <nav className="preferences-nav row" aria-label="Sections">
                {SECTIONS.map(([id, title]) => (
                    <a key={id} href={`#p-${id}`}>
                        {title}
                    </a>
                ))}
            </nav>
            <Part id="theme" title="Theme" p={p}>
                <Choice section="theme" name="theme" label="Theme" of={[['dark', 'Dark'], ['light', 'Light'], ['system', 'As the system']]} p={p} />
                <Choice section="theme" name="density" label="Density" of={[['normal', 'Normal'], ['dense', 'Dense: more rows, smaller controls']]} p={p} />
            </Part>
            <Part id="accessibility" title="Accessibility" p={p}>
                <Choice section="accessibility" name="text_size" label="Text size" of={[['normal', 'Normal'], ['large', 'Large'], ['larger', 'Larger']]} p={p} />
                <Choice section="accessibility" name="contrast" label="Contrast" of={[['system', 'As the system'], ['normal', 'Normal'], ['high', 'High']]} p={p} />
                <Choice section="accessibility" name="motion" label="Motion" of={[['system', 'As the system'], ['reduce', 'Reduced'], ['full', 'Full']]} p={p} />
                <Choice section="accessibility" name="status_emphasis" label="Status marks" of={[['normal', 'Normal'], ['strong', 'Strong: framed, with patterns']]} p={p} />
                <Choice section="accessibility" name="announcements" label="Screen reader announcements" of={[['brief', 'Brief: warnings and failures'], ['normal', 'Normal'], ['verbose', 'Verbose: live changes as well']]} p={p} />
                <NumberField label="Notices stay" unit="seconds" value={p.accessibility.toast_seconds} min={3} max={120} onChange={(n) => n !== null && n >= 3 && n <= 120 && set('accessibility', { toast_seconds: n })} help="Failures stay until they are closed. Pointing at one holds it." />
                <CheckField label="Underline links" checked={p.accessibility.underline_links} onChange={(underline_links) => set('accessibility', { underline_links })} />
                <CheckField label="Single-key shortcuts" help="Keys without Ctrl, such as ? and g h." checked={p.accessibility.shortcuts} onChange={(shortcuts) => set('accessibility', { shortcuts })} />
            </Part>
            <Part id="regional" title="Region" p={p} preview={<Preview />}>
                <Choice section="regional" name="locale" label="Language and region" of={[['system', 'As the browser'], ...withPresent(LOCALES, p.regional.locale).map((l): [string, string] => [l, `${languages.of(l) ?? l} (${l})`])]} p={p} />
                <Choice section="regional" name="time_zone" label="Time zone" of={[['system', 'As the browser'], ...withPresent(ZONES, p.regional.time_zone).map((z): [string, string] => [z, z.replaceAll('_', ' ')])]} p={p} />
                <Choice section="regional" name="time_format" label="Clock" of={[['24h', '24 hours'], ['12h', '12 hours'], ['locale', 'As the region']]} p={p} />
                <Choice section="regional" name="date_format" label="Dates" of={[['locale', 'As the region'], ['iso', 'Year first: 2026-02-08']]} p={p} />
                <Choice section="regional" name="first_day_of_week" label="First day of the week" of={[['locale', 'As the region'], ['monday', 'Monday'], ['sunday', 'Sunday'], ['saturday', 'Saturday']]} p={p} />
                <Choice section="regional" name="number_format" label="Numbers" of={[['locale', 'As the region'], ['comma_dot', '1,234.5'], ['dot_comma', '1.234,5'], ['space_comma', '1 234,5'], ['apostrophe_dot', '1’234.5']]} p={p} />
            </Part>
            <Pages p={p} />
            <Notices p={p} />
            <More />
        </div>
    );
}

function Choice<S extends Section>({ section, name, label, of, p }: { section: S; name: keyof Of<S> & string; label: string; of: [string, string][]; p: Preferences }) {
    return <SelectField label={label} value={String(p[section][name as never])} options={of} onChange={(v) => set(section, { [name]: v } as unknown as Partial<Of<S>>)} />;
}

function Part({ id, title, p, children, preview }: { id: Section; title: string; p: Preferences; children: ReactNode; preview?: ReactNode }) {
    const chosen = p.changed.some((c) => c.startsWith(`${id}.`));
    return (
        <div id={`p-${id}`}>
            <Panel
                title={title}
                actions={
                    <Button small look="quiet" reason={!chosen && 'Everything here is at its default'} onClick={() => void save(() => post<Preferences>('/preferences/reset', { names: [id] }, { quiet: true }))}>
                        Reset
                    </Button>
                }
            >
                <div className="form-grid">{children}</div>
                {preview}
            </Panel>
        </div>
    );
}

const SAMPLE = '2026-02-08T15:04:05.000Z';
function Preview() {
    const now = useNow();
    const day = dateFormat({ weekday: 'long', timeZone: 'UTC' });
    return (
        <div className="preferences-preview" role="group" aria-label="Preview">
            <Facts
                of={[
                    ['Now', exact(new Date(now).toISOString())],
                    ['A date', dateOnly(SAMPLE)],
                    ['Numbers', `${number(1234567.891, 2)} · ${percent(99.953)} · ${bytes(48_318_382_080)}`],
                    ['Weeks begin on', day.format(Date.UTC(2026, 1, 1 + firstDayOfWeek()))],
                ]}
            />
            <span className="row">
                {['healthy', 'degraded', 'unhealthy', 'maintenance'].map((s) => (
                    <StatusMark key={s} status={s} />
                ))}
            </span>
        </div>
    );
}

function Pages({ p }: { p: Preferences }) {
    const may = useMay();
    const pages = routes.filter((r) => !r.open && !r.path.includes(':') && r.group && may(r.permission)).map((r): [string, string] => [r.path, r.label]);
    const known = pages.some(([path]) => path === p.dashboard.landing_page);
    return (
        <Part id="dashboard" title="Pages" p={p}>
            <SelectField label="Start on" value={p.dashboard.landing_page} options={known ? pages : [[p.dashboard.landing_page, p.dashboard.landing_page], ...pages]} onChange={(landing_page) => set('dashboard', { landing_page })} help="The page after signing in." />
            <Choice section="dashboard" name="time_range" label="Time range" of={[['1h', '1 hour'], ['6h', '6 hours'], ['24h', '24 hours'], ['7d', '7 days'], ['30d', '30 days']]} p={p} />
        </Part>
    );
}

function Notices({ p }: { p: Preferences }) {
    const kinds = useQuery({ queryKey: ['inbox-kinds'], queryFn: () => get<{ items: NoticeKind[] }>('/inbox/kinds', { quiet: true }), staleTime: Infinity });
    const n = p.notifications;
    const desktop = async (on: boolean) => {
        if (on && 'Notification' in window && Notification.permission !== 'granted') {
            const answer = await Notification.requestPermission();
            if (answer !== 'granted') return void toast({ kind: 'warn', title: 'The browser does not allow desktop notifications', text: 'Allow them for this address in the browser, then turn this on again.' });
        }
        set('notifications', { desktop: on });
    };
    return (
        <Part id="notifications" title="Notices" p={p}>
            <Choice section="notifications" name="toasts" label="In the corner" of={[['important', 'Important ones'], ['all', 'All'], ['none', 'None']]} p={p} />
            <CheckField label="Sound" help="A short tone with warnings and critical ones." checked={n.sound} onChange={(sound) => set('notifications', { sound })} />
            <CheckField label="Desktop notifications" help={'Notification' in window ? 'Important ones, while this page is in the background. The browser asks first.' : 'This browser has none, or the address is not encrypted.'} checked={n.desktop} disabled={!('Notification' in window)} onChange={(on) => void desktop(on)} />
            <fieldset className="wide preferences-kinds">
                <legend>Kinds that are shown</legend>
                {(kinds.data?.items ?? []).map((k) => {
                    const muted = n.muted as string[];
                    return (
                        <CheckField
                            key={k.name}
                            label={k.title}
                            help={k.mutable ? k.doc : `${k.doc}. Always shown.`}
                            disabled={!k.mutable}
                            checked={!muted.includes(k.name)}
                            onChange={(on) => set('notifications', { muted: (on ? muted.filter((m) => m !== k.name) : [...muted, k.name]) as typeof n.muted })}
                        />
                    );
                })}
            </fieldset>
        </Part>
    );
}

function More() {
    const may = useMay();
    const client = useQueryClient();
    const [, navigate] = useLocation();
    const [asking, ask] = useState<'reset' | 'defaults' | null>(null);
    const file = useRef<HTMLInputElement>(null);
    const take = async (f: File) => {
        let bundle: unknown;
        try {
            bundle = JSON.parse(await f.text());
        } catch {
            return void toast({ kind: 'critical', title: 'That is not a file of preferences', text: 'It is not JSON.' });
        }
        if (await save(() => post<Preferences>('/preferences/import', bundle, { quiet: true }))) toast({ kind: 'ok', title: 'Preferences taken in' });
    };
    const defaults = useMutation({
        mutationFn: () => {
            const { theme, accessibility, regional, dashboard, notifications } = prefs.get();
            return put('/preferences/defaults', { theme, accessibility, regional, dashboard, notifications }, { quiet: true });
        },
        onSuccess: () => {
            void client.invalidateQueries({ queryKey: ['preferences'] });
            toast({ kind: 'ok', title: 'Your preferences are now the defaults of the tenant' });
            ask(null);
        },
    });
    return (
        <div id="p-more">
            <Panel title="More">
                <div className="row">
                    <Button onClick={() => beginTour(navigate, may, true)}>Take the guided tour</Button>
                    <a className="btn" href="/api/v1/preferences/export" download>
                        Export
                    </a>
                    <Button onClick={() => file.current?.click()}>Import…</Button>
                    <input
                        ref={file}
                        type="file"
                        accept="application/json,.json"
                        hidden
                        aria-label="File of preferences"
                        onChange={(e) => {
                            const f = e.target.files?.[0];
                            if (f) void take(f);
                            e.target.value = '';
                        }}
                    />
                    {may('preference.defaults') && <Button onClick={() => ask('defaults')}>Make these the tenant’s defaults…</Button>}
                    <Button look="danger" onClick={() => ask('reset')}>
                        Reset everything…
                    </Button>
                </div>
            </Panel>
            {asking === 'reset' && (
                <ConfirmDialog
                    open
                    title="Reset all preferences"
                    verb="Reset"
                    onClose={() => ask(null)}
                    onConfirm={() => {
                        ask(null);
                        void save(() => post<Preferences>('/preferences/reset', {}, { quiet: true }));
                    }}
                >
                    Every preference goes back to the default of your tenant, on all your devices. Custom settings and widgets stay.
                </ConfirmDialog>
            )}
            {asking === 'defaults' && (
                <ConfirmDialog open title="Defaults of the tenant" verb="Set the defaults" busy={defaults.isPending} error={defaults.error?.message} onClose={() => ask(null)} onConfirm={() => defaults.mutate()}>
                    What you see on this page holds from now on for everybody of the tenant who chose nothing else.
                </ConfirmDialog>
            )}
        </div>
    );
}
