import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schema } from '@/api/types';
import { fieldKind, forSending, isMasked, isSet, labelOf, placeholderOf, sentences, unitOf, withMember } from '@/ui/schema';

test('every form of schema that a field table writes gets its control', () => {
    const cases: [Schema, string][] = [
        [{ type: 'string' }, 'text'],
        [{ type: ['string', 'null'] }, 'text'],
        [{ type: 'string', 'x-multiline': true }, 'multiline'],
        [{ type: 'string', 'x-secret': true, writeOnly: true }, 'secret'],
        [{ type: 'string', enum: ['GET', 'POST'] }, 'enum'],
        [{ type: 'integer', minimum: 1 }, 'number'],
        [{ type: 'number' }, 'number'],
        [{ type: 'boolean' }, 'boolean'],
        [{ type: 'array', items: { type: 'string' } }, 'words'],
        [{ type: 'array', items: { type: 'integer' } }, 'words'],
        [{ type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } }, 'objects'],
        [{ type: 'object', properties: { a: { type: 'string' } } }, 'object'],
        [{ type: 'object', additionalProperties: { type: 'string' } }, 'map'],
        [{ type: ['object', 'null'], additionalProperties: { type: 'string' }, 'x-secret': true }, 'map'],
        [{ type: 'object' }, 'json'],
        [{}, 'json'],
    ];
    for (const [schema, kind] of cases) assert.equal(fieldKind(schema), kind, JSON.stringify(schema));
});

test('labels and units come from the name unless the schema says more', () => {
    assert.equal(labelOf('expect_json_path', {}), 'Expect JSON path');
    assert.equal(labelOf('max_latency_ms', {}), 'Max latency');
    assert.equal(unitOf('max_latency_ms'), 'ms');
    assert.equal(labelOf('url', {}), 'URL');
    assert.equal(labelOf('url', { title: 'Address' }), 'Address');
    assert.equal(unitOf('name'), undefined);
});

test('defaults and examples become placeholders, but no objects', () => {
    assert.equal(placeholderOf({ default: 443 }), '443');
    assert.equal(placeholderOf({ examples: ['a'] }), 'a');
    assert.equal(placeholderOf({ examples: [{ a: 1 }] }), undefined);
    assert.equal(placeholderOf({}), undefined);
});

test('an emptied member is absent, and the original is not changed', () => {
    const v = { a: 1, b: 2 };
    assert.deepEqual(withMember(v, 'a', undefined), { b: 2 });
    assert.deepEqual(withMember(v, 'c', 3), { a: 1, b: 2, c: 3 });
    assert.deepEqual(v, { a: 1, b: 2 });
});

test('stored secrets that were not touched are not sent; cleared and new ones are', () => {
    assert.deepEqual(forSending({ url: 'u', secret: { set: true }, other: { set: false }, token: null, password: 'new', headers: { A: 'b', C: { set: true } }, list: [{ key: { set: true }, name: 'n' }] }), {
        url: 'u',
        token: null,
        password: 'new',
        headers: { A: 'b' },
        list: [{ name: 'n' }],
    });
    assert.ok(isSet({ set: true }));
    assert.ok(!isSet({ set: false }));
    assert.ok(!isSet('set'));
    assert.ok(isMasked({ set: false }));
    assert.ok(!isMasked({ set: 'Cookie' }));
    assert.ok(!isMasked({ set: true, other: 1 }));
});

test('help texts end each sentence', () => {
    assert.equal(sentences('Signs every request', 'A value is stored'), 'Signs every request. A value is stored.');
    assert.equal(sentences('Why?', undefined, false), 'Why?');
    assert.equal(sentences(undefined, ''), undefined);
});
