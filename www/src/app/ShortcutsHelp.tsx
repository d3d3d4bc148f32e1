/* The list behind `?`. */
import { routes } from '@/routes';
import { Dialog } from '@/ui/Dialog';
import { useMay } from './session';

export default function ShortcutsHelp({ onClose }: { onClose: () => void }) {
    const may = useMay();
    const rows: [string[], string][] = [
        [['Ctrl', 'K'], 'Search pages, services and actions'],
        [['/'], 'To the search field of the page'],
        [['?'], 'This list'],
        [['Esc'], 'Close what is open'],
        ...routes.filter((r) => r.shortcut && may(r.permission)).map((r): [string[], string] => [['g', r.shortcut!], r.label]),
    ];
    return (
        <Dialog open title="Keyboard shortcuts" onClose={onClose}>
            <dl className="facts">
                {rows.map(([keys, text]) => (
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
        </Dialog>
    );
}
