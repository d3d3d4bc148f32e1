/* <PageHead title="Users" sub="…"><Button …/></PageHead>: the heading of a page, and the browser's title. */
import { type ReactNode, useEffect } from 'react';

export function PageHead({ title, sub, children }: { title: string; sub?: ReactNode; children?: ReactNode }) {
    useEffect(() => {
        document.title = `${title} · Binnacle`;
    }, [title]);
    return (
        <div className="page-head">
            <h1>{title}</h1>
            {children && <div className="page-acts">{children}</div>}
            {sub && <p className="sub">{sub}</p>}
        </div>
    );
}
