/* The part of swagger-ui-dist that explorer.ts uses; the package has no types of its own. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
    interface Request {
        method?: string;
        headers: Record<string, string>;
    }
    interface Options {
        domNode: HTMLElement;
        spec: object;
        deepLinking?: boolean;
        docExpansion?: 'none' | 'list' | 'full';
        defaultModelsExpandDepth?: number;
        displayRequestDuration?: boolean;
        filter?: boolean;
        validatorUrl?: string | null;
        persistAuthorization?: boolean;
        requestInterceptor?: (request: Request) => Request;
    }
    export default function SwaggerUI(options: Options): void;
}
