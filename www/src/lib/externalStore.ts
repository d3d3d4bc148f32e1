/* React's own, in place of the shim that the router would bring (vite.config.ts). */
export { useSyncExternalStore } from 'react';
