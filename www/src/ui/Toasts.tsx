/* Draws app/toasts.ts; its code comes with the first one. What is said aloud follows the preference "announcements": brief says warnings and failures only. */
import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { prefs } from '@/app/look';
import { dismiss, hold, toasts } from '@/app/toasts';
import { useStore } from '@/lib/store';
import { Button } from './Button';

const icons = { ok: CircleCheck, info: Info, warn: TriangleAlert, critical: CircleAlert };

export default function Toasts() {
    const list = useStore(toasts);
    const brief = useStore(prefs).accessibility.announcements === 'brief';
    return (
        <div
            className="toasts"
            role="region"
            aria-label="Notices"
            onPointerEnter={() => hold(true)}
            onPointerLeave={() => hold(false)}
            onFocus={() => hold(true)}
            onBlur={() => hold(false)}
            onKeyDown={(e) => {
                const id = Number((e.target as Element).closest<HTMLElement>('[data-toast]')?.dataset.toast);
                if (e.key === 'Escape' && id) {
                    hold(false);
                    dismiss(id);
                }
            }}
        >
            {list.map((t) => {
                const Icon = icons[t.kind];
                const quiet = brief && (t.kind === 'ok' || t.kind === 'info');
                return (
                    <div key={t.id} data-toast={t.id} className={`panel toast st-${t.kind}`} role={t.kind === 'critical' ? 'alert' : quiet ? undefined : 'status'}>
                        <Icon size={16} aria-hidden="true" />
                        <div className="grow">
                            <b>{t.title}</b>
                            {t.text && <div className="secondary">{t.text}</div>}
                            {t.requestId && (
                                <div className="muted">
                                    Request <code>{t.requestId}</code>
                                </div>
                            )}
                        </div>
                        {t.action && (
                            <Button
                                small
                                onClick={() => {
                                    hold(false);
                                    t.action?.run();
                                    dismiss(t.id);
                                }}
                            >
                                {t.action.label}
                            </Button>
                        )}
                        <Button
                            small
                            look="quiet"
                            icon={<X size={14} />}
                            label="Dismiss"
                            onClick={() => {
                                hold(false);
                                dismiss(t.id);
                            }}
                        />
                    </div>
                );
            })}
        </div>
    );
}
