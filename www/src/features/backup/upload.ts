/* A raw upload with progress, which fetch() does not tell of. Failures are ApiErrors as everywhere. */
import { ApiError } from '@/api/client';
import type { Problem } from '@/api/types';

interface Upload<T> {
    done: Promise<T>;
    abort: () => void;
}

export function upload<T>(path: string, file: Blob, headers: Record<string, string>, progress: (sent: number) => void): Upload<T> {
    const xhr = new XMLHttpRequest();
    const done = new Promise<T>((resolve, reject) => {
        xhr.open('POST', `/api/v1${path}`);
        xhr.setRequestHeader('Accept', 'application/json');
        xhr.setRequestHeader('Content-Type', 'application/octet-stream');
        for (const [k, v] of Object.entries(headers)) xhr.setRequestHeader(k, v);
        xhr.upload.onprogress = (e) => progress(e.loaded);
        xhr.upload.onload = () => progress(file.size);
        xhr.onload = () => {
            let body: unknown;
            try {
                body = JSON.parse(xhr.responseText);
            } catch {
                body = undefined;
            }
            if (xhr.status >= 200 && xhr.status < 300) resolve(body as T);
            else reject(new ApiError({ title: xhr.statusText || `HTTP ${xhr.status}`, ...(body as Partial<Problem> | undefined), status: xhr.status }));
        };
        xhr.onerror = () => reject(new ApiError({ title: 'The upload broke off', detail: 'The upload broke off: the box does not answer, or the network is down. Nothing was restored.', status: 0 }));
        xhr.onabort = () => reject(new DOMException('Given up', 'AbortError'));
        xhr.send(file);
    });
    return { done, abort: () => xhr.abort() };
}
