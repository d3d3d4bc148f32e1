/* Swagger UI, set up for this box: nothing is asked of any other host, changes carry the CSRF token of the session. */
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import './explorer.css';

interface Document {
    paths: Record<string, Record<string, { operationId?: string }>>;
}

/* Swagger UI takes an underscore in the address for an escaped space, and complains: its links are made with hyphens. */
function forLinks(document: Document): Document {
    const copy = structuredClone(document);
    for (const item of Object.values(copy.paths)) {
        for (const operation of Object.values(item)) operation.operationId = operation.operationId?.replaceAll('_', '-');
    }
    return copy;
}

export function show(place: HTMLElement, document: object, csrf: () => Record<string, string>): void {
    const inside = place.ownerDocument.createElement('div');
    place.replaceChildren(inside);
    SwaggerUI({
        domNode: inside,
        spec: forLinks(document as Document),
        deepLinking: true,
        docExpansion: 'none',
        defaultModelsExpandDepth: 0,
        displayRequestDuration: true,
        filter: true,
        validatorUrl: null,
        persistAuthorization: false,
        requestInterceptor: (request) => {
            if (request.method && request.method.toUpperCase() !== 'GET') Object.assign(request.headers, csrf());
            return request;
        },
    });
}
