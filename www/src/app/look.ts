/* Theme and density; public/theme.js applies the stored ones before the first paint. */
import { Store } from '@/lib/store';

export type Theme = 'dark' | 'light' | 'system';
export type Density = 'normal' | 'dense';
interface Look {
    theme: Theme;
    density: Density;
}

const KEY = 'binnacle.look';
const light = matchMedia('(prefers-color-scheme: light)');

function read(): Look {
    try {
        const v = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Look>;
        return { theme: v.theme ?? 'dark', density: v.density ?? 'normal' };
    } catch {
        return { theme: 'dark', density: 'normal' };
    }
}

export const look = new Store<Look>(read());

/** The theme that is shown, whoever set it: for what draws with colours itself, such as charts. */
export const shownTheme = new Store(document.documentElement.dataset.theme ?? 'dark');
new MutationObserver(() => shownTheme.set(document.documentElement.dataset.theme ?? 'dark')).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });

function apply(): void {
    const { theme, density } = look.get();
    const root = document.documentElement;
    root.dataset.theme = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme;
    root.dataset.density = density;
}

export function setLook(change: Partial<Look>): void {
    look.set({ ...look.get(), ...change });
    try {
        localStorage.setItem(KEY, JSON.stringify(look.get()));
    } catch {
        /* storage denied: it holds for this page */
    }
    apply();
}

light.addEventListener('change', apply);
