import './theme/fonts.css';
import './theme/tokens.css';
import './theme/base.css';
import './ui/ui.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/hooks';
import { App } from './app/App';
import { load as loadPage } from './app/pages';
import { load } from './app/session';
import { findRoute } from './routes';

/* Who is it, and the page's code: both at once. When they are quick, what is drawn first is the page; when not, the frame that waits for it. */
const PATIENCE_MS = 150;
const first = findRoute(location.pathname);
const ready = Promise.all([load(), first && loadPage(first.route).catch(() => {})]);
void Promise.race([ready, new Promise((go) => setTimeout(go, PATIENCE_MS))]).then(() =>
    createRoot(document.getElementById('root')!).render(
        <QueryClientProvider client={queryClient}>
            <App />
        </QueryClientProvider>,
    ),
);
