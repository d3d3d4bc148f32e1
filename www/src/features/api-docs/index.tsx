/* The API as Swagger UI: read it, try it out with the session. Its code is large and comes when the page is opened. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { csrfHeader, get } from '@/api/client';
import { shownTheme } from '@/app/look';
import { useStore } from '@/lib/store';
import { Async, Skeleton } from '@/ui/Async';
import { PageHead, Panel } from '@/ui/Page';

interface Loaded {
    document: object;
    show: (typeof import('./explorer'))['show'];
}

export default function ApiDocs() {
    const loaded = useQuery({
        queryKey: ['api-docs'],
        queryFn: async ({ signal }): Promise<Loaded> => {
            const [document, { show }] = await Promise.all([get<object>('/api/openapi.json', { signal, quiet: true }), import('./explorer')]);
            return { document, show };
        },
        staleTime: Infinity,
    });
    return (
        <>
            <PageHead title="API" sub="Every operation of this box. “Try it out” acts for real, as you, in your tenant.">
                <a className="btn" href="/api/openapi.json" download="binnacle-openapi.json">
                    Download OpenAPI 3.1
                </a>
            </PageHead>
            <Panel title="Operations" flush>
                <Async query={loaded} what="The API's description" skeleton={<Skeleton rows={16} height={36} />}>
                    {(l) => <Explorer {...l} />}
                </Async>
            </Panel>
        </>
    );
}

function Explorer({ document: spec, show }: Loaded) {
    const node = useRef<HTMLDivElement>(null);
    const theme = useStore(shownTheme);
    useEffect(() => {
        const place = node.current;
        if (!place) return;
        show(place, spec, csrfHeader);
        return () => place.replaceChildren();
    }, [spec, show]);
    useEffect(() => {
        document.documentElement.classList.toggle('dark-mode', theme === 'dark');
        return () => document.documentElement.classList.remove('dark-mode');
    }, [theme]);
    return <div className="api-docs" ref={node} />;
}
