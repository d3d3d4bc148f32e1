/* The frame of the pages that need no sign-in. */
import { type ReactNode, useEffect } from 'react';

export function Door({ title, children, foot }: { title: string; children: ReactNode; foot?: ReactNode }) {
    useEffect(() => {
        document.title = `${title} · Binnacle`;
    }, [title]);
    return (
        <main className="door">
            <div className="door-card">
                <div className="door-brand">
                    <img src="/favicon.svg" width="36" height="36" alt="" />
                    <span>Binnacle</span>
                </div>
                <section className="panel st-info" aria-labelledby="door-title">
                    <div className="body stack">
                        <h1 id="door-title">{title}</h1>
                        {children}
                    </div>
                </section>
                {foot && <p className="foot">{foot}</p>}
            </div>
        </main>
    );
}
