/* src/api/schema.d.ts from the box's OpenAPI document: npm run gen:api -- FILE (curl -s -H 'Authorization: Bearer KEY' http://127.0.0.1:8080/api/openapi.json > FILE). */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const file = process.argv[2];
if (!file) {
    console.error('usage: npm run gen:api -- OPENAPI.json [OUT.d.ts]');
    process.exit(2);
}
const out = process.argv[3] ?? new URL('../src/api/schema.d.ts', import.meta.url).pathname;
const ast = await openapiTS(JSON.parse(readFileSync(file, 'utf8')));
writeFileSync(out, `/* Generated from the box's OpenAPI document by npm run gen:api. Do not edit. */\n\n${astToString(ast)}`);
