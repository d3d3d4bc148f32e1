import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { dismiss, toasts } from '@/app/toasts';
import { useStore } from '@/lib/store';
import { Button } from './Button';

const icons = { ok: CircleCheck, info: Info, warn: TriangleAlert, critical: CircleAlert };

export function Toasts() {
    const list = useStore(toasts);
    return (
        <div className="toasts" role="region" aria-label="Notices" aria-live="polite">
            {list.map((t) => {
                const Icon = icons[t.kind];
                return (
                    <div key={t.id} className={`panel toast st-${t.kind}`} role={t.kind === 'critical' ? 'alert' : 'status'}>
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
                                    t.action?.run();
                                    dismiss(t.id);
                                }}
                            >
                                {t.action.label}
                            </Button>
                        )}
                        <Button small look="quiet" icon={<X size={14} />} label="Dismiss" onClick={() => dismiss(t.id)} />
                    </div>
                );
            })}
        </div>
    );
}
