/* The list behind `?`, from the rows that the handlers use. */
import { useStore } from '@/lib/store';
import { type Route, routes } from '@/routes';
import { CheckField } from '@/ui/Form';
import { Dialog } from '@/ui/Dialog';
import { prefs, setPrefs } from './look';
import { useMay } from './session';
import { hasPageKey, shellKeys } from './shortcuts';

function Rows({ title, of }: { title: string; of: [string[], string][] }) {
    if (!of.length) return null;
    return (
        <section className="keys">
            <h3>{title}</h3>
            <dl className="facts">
                {of.map(([keys, text]) => (
                    <div key={text} style={{ display: 'contents' }}>
                        <dt>
                            {keys.map((k) => (
                                <kbd key={k} className="kbd">
                                    {k}
                                </kbd>
                            ))}
                        </dt>
                        <dd>{text}</dd>
                    </div>
                ))}
            </dl>
        </section>
    );
}

export default function ShortcutsHelp({ route, onClose }: { route?: Route; onClose: () => void }) {
    const may = useMay();
    const on = useStore(prefs).accessibility.shortcuts;
    return (
        <Dialog open title="Keyboard shortcuts" onClose={onClose}>
            {on && route?.keys && <Rows title={`On ${route.label}`} of={Object.entries(route.keys).filter(([k]) => hasPageKey(k)).map(([k, text]) => [[k], text])} />}
            <Rows title="Everywhere" of={[...shellKeys.filter((s) => on || s.keys.length > 1).map((s): [string[], string] => [s.keys, s.label]), [['Esc'], 'Close what is open']]} />
            {on && <Rows title="Go to" of={routes.filter((r) => r.shortcut && may(r.permission)).map((r) => [['g', r.shortcut!], r.label])} />}
            <CheckField label="Single-key shortcuts" help="Turn them off when speech input or a slip of the hand sets them off. Ctrl K and Esc always work." checked={on} onChange={(shortcuts) => void setPrefs({ accessibility: { shortcuts } })} />
        </Dialog>
    );
}
