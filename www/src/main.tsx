import './theme/fonts.css';
import './theme/tokens.css';
import './theme/base.css';
import './ui/ui.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/hooks';
import { App } from './app/App';
import { preload } from './app/pages';
import { load } from './app/session';
import { findRoute } from './routes';

/* Who is it, and the page's code: both at once, before anything is drawn. */
void load();
const first = findRoute(location.pathname);
if (first) preload(first.route);
createRoot(document.getElementById('root')!).render(
    <QueryClientProvider client={queryClient}>
        <App />
    </QueryClientProvider>,
);
