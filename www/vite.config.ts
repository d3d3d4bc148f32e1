import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/* `npm run dev` sends the API to a running box: BINNACLE_URL, by default the one that `make run` starts. */
const box = process.env.BINNACLE_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
    plugins: [react()],
    resolve: {
        alias: [
            { find: '@', replacement: fileURLToPath(new URL('./src', import.meta.url)) },
            /* What libraries bring for React before 18. */
            { find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: 'react' },
        ],
    },
    build: {
        target: 'es2022',
        /* The content security policy allows no data: URLs. */
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        manifest: 'manifest.json',
        reportCompressedSize: false,
        chunkSizeWarningLimit: 2000,
    },
    server: { proxy: { '/api': box, '/ws': { target: box.replace(/^http/, 'ws'), ws: true } } },
});
