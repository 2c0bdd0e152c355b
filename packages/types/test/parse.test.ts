import { gzipSync } from 'node:zlib';
import { codePoint } from '@partner-webhooks/test-random';
import { EVENT_TYPES, type EventType, eventTypeOf, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { parse, parseRequest } from '@partner-webhooks/types/parse';
import { parseStrictJson } from '@partner-webhooks/types/request';
import { validate } from '@partner-webhooks/types/validators';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from './contract.ts';

const text = (value: unknown) => JSON.stringify(value);
const bytes = (value: string) => new TextEncoder().encode(value);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'contract', components: contract.components });
const isErrorMessage = ajv.compile({ $ref: 'contract#/components/schemas/ErrorMessage' });

const [first] = EXAMPLES;
const EXAMPLE = first ?? { eventType: 'RE_TOKEN_PRICES' as EventType, body: {} };

describe('parse', () => {
  it.each(EXAMPLES)(
    '$eventType, example "$name": gives the notification, from a body in any form',
    ({ eventType, body }) => {
      const expected = { valid: true, notification: { eventType, payload: body }, observations: [] };
      const raw = bytes(text(body));
      const padded = new Uint8Array([1, 2, ...raw, 3]);
      const forms = [
        ...[text(body), `\ufeff${text(body)}`, raw, Buffer.from(raw), raw.buffer],
        ...[padded.subarray(2, -1), new DataView(padded.buffer, 2, raw.length)],
      ];
      for (const form of forms) expect(parse(eventType, form)).toEqual(expected);
    },
  );

  it('observes what the contract does not know', () => {
    const { eventType, body } = EXAMPLE;
    expect(parse(eventType, text({ ...body, extra: 1 }))).toMatchObject({
      valid: true,
      observations: [{ pointer: '/extra', kind: 'unknown-property' }],
    });
  });

  it('reads a name with an escape as it is, whatever was sent before', () => {
    const { eventType, body } = EXAMPLE;
    const sent = (name: string) => `${text(body).slice(0, -1)},"${name}":0}`;
    for (const [before, name, pointer] of [
      ['\\\\', '\\n', '/\n'],
      ['extr\\\\', 'extr\\u0061', '/extra'],
    ] as const) {
      parse(eventType, sent(before));
      expect(parse(eventType, sent(name))).toMatchObject({ observations: [{ pointer }] });
    }
  });

  it('throws nothing for a bad body, whatever it is, and the error message is one of the contract', () => {
    const body = fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: codePoint }),
      fc.json(),
      fc.anything(),
      fc.constantFrom(...EXAMPLES).map((example) => text({ ...example.body, [text(example)]: null })),
      fc.constantFrom(...EXAMPLES).map((example) => text(example.body).slice(3)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...EVENT_TYPES), body, (eventType, raw) => {
        const parsed = parse(eventType, raw as string);
        if (parsed.valid) return;
        expect(parsed.status).toBe(400);
        expect(parsed.violations.length).toBeGreaterThan(0);
        expect(isErrorMessage(parsed.errorMessage), ajv.errorsText(isErrorMessage.errors)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('validates a text as its bytes, and both as strict JSON and the validator do', () => {
    const body = fc.oneof(
      fc.json(),
      fc.constantFrom(...EXAMPLES).map((example) => text(example.body)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...EVENT_TYPES), body, (eventType, json) => {
        const parsed = parse(eventType, json, { requestId: 'r' });
        expect(parse(eventType, bytes(json), { requestId: 'r' })).toEqual(parsed);
        const strict = parseStrictJson(json);
        expect(parsed.valid).toBe(strict.ok && validate(eventType, strict.value).valid);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['a duplicate name', '{"a":1,"a":2}', 'an object has the same property twice'],
    ['a number beyond a double', '{"a":1e999}', 'the number is too large'],
    ['half of a surrogate pair', '{"a":"\\ud800"}', 'it has half of a surrogate pair'],
    ['a text with half of one', '{"a":"\ud800"}', 'it has half of a surrogate pair'],
    ['a property __proto__', '{"__proto__":1}', 'a property has a name that is not allowed'],
    ['too many levels', '['.repeat(33) + ']'.repeat(33), 'it is nested deeper than 32 levels'],
    ['nothing', '', 'it is empty'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'it is not valid UTF-8'],
  ])('rejects %s', (_what, body, problem) => {
    expect(parse('TRANSFER_NOTIFICATION', body)).toMatchObject({
      valid: false,
      violations: [{ code: 'json', message: problem }],
      errorMessage: { errorCode: 'MALFORMED_JSON', message: `The body is not strict JSON: ${problem}.` },
    });
  });

  it('says that a body was parsed already', () => {
    expect(parse('TRANSFER_NOTIFICATION', { a: 1 } as unknown as string)).toMatchObject({
      violations: [{ code: 'raw', message: expect.stringContaining('as a parsed value of type object') }],
    });
  });

  it('repeats nothing that the sender chose', () => {
    const secret = 'a-name-of-a-person';
    const body = text({ status: secret, validationError: { [secret]: secret, errorType: 1 }, [secret]: 1 });
    const parsed = parse('TRANSFER_NOTIFICATION', body);
    expect(text(parsed.valid ? '' : parsed.errorMessage)).not.toContain(secret);
  });

  it('takes the id of the request', () => {
    const parsed = parse('TRANSFER_NOTIFICATION', '', { requestId: 'of-the-proxy' });
    expect(parsed).toMatchObject({ errorMessage: { requestId: 'of-the-proxy' } });
  });
});

describe('parseRequest', () => {
  const { eventType, body } = EXAMPLE;
  const { path } = registry[eventType];

  it.each(EVENT_TYPES)('finds %s by its path, however it is written', (each) => {
    const { path: canonical } = registry[each];
    const written = [
      canonical,
      `${canonical}/`,
      `/${canonical}`,
      canonical.toUpperCase(),
      `${canonical}?a=/b`,
    ];
    for (const one of [...written, `https://partner.example:8080${canonical}?x#y`])
      expect(eventTypeOf(one), one).toBe(each);
  });

  it.each(['', '/', '/x', '/toString', '/__proto__', '/%', '//', 'https://x', undefined, null, 3, {}])(
    'finds nothing at %j: 404',
    (none) => {
      expect(parseRequest({ path: none as string, body: text(body) })).toMatchObject({
        valid: false,
        status: 404,
        violations: [{ code: 'path' }],
        errorMessage: { errorCode: 'NOT_FOUND' },
      });
    },
  );

  it.each<[prefix: string, written: string, isFound: boolean]>([
    ['/webhooks', `/webhooks${registry[EXAMPLE.eventType].path}`, true],
    ['/webhooks/', `/webhooks${registry[EXAMPLE.eventType].path}/?x`, true],
    ['/a/b', `https://partner.example/a/b${registry[EXAMPLE.eventType].path}`, true],
    ['', registry[EXAMPLE.eventType].path, true],
    ['/webhooks', registry[EXAMPLE.eventType].path, false],
    ['/webhooks', `/webhooksx${registry[EXAMPLE.eventType].path}`, false],
    ['/webhooks', '/webhooks', false],
  ])('behind the prefix %j: %s', (prefix, written, isFound) => {
    expect(parseRequest({ path: written, body: text(body) }, { prefix }).valid).toBe(isFound);
  });

  it('reads headers in the forms of Node, fetch, pairs and any case, and without any', () => {
    const forms = [
      ...[undefined, null, {}, [], 'none', new Map([['Content-Type', 'application/json']])],
      ...[
        { 'content-type': ['application/json', 'application/json'] },
        [['CONTENT-TYPE', 'application/json']],
      ],
      ...[new Headers({ 'content-type': 'application/json; charset=utf-8' }), { 'Content-Type': undefined }],
    ];
    for (const headers of forms)
      expect(parseRequest({ path, headers: headers as object, body: text(body) }).valid).toBe(true);
    for (const headers of [{ 'Content-Type': 'text/plain' }, new Headers({ 'content-type': 'text/plain' })])
      expect(parseRequest({ path, headers, body: text(body) })).toMatchObject({ status: 415 });
  });

  it.each([
    ['application/json; charset=iso-8859-1', 'ü', 415],
    ['application/json; charset=iso-8859-1', 'u', 400],
    ['application/json; charset=utf-16', 'u', 415],
    ['application/vnd.x+json', 'ü', 400],
  ])('decides by %s with %j: %d', (contentType, body_, status) => {
    const request = { path, headers: { 'content-type': contentType }, body: bytes(text({ a: body_ })) };
    expect(parseRequest(request)).toMatchObject({ status });
  });

  it('says that a body is compressed, if it still is', () => {
    const headers = { 'content-encoding': 'gzip' };
    expect(parseRequest({ path, headers, body: gzipSync(text(body)) })).toMatchObject({
      status: 415,
      violations: [{ code: 'content-encoding' }],
    });
    expect(parseRequest({ path, headers, body: text(body) }).valid).toBe(true);
    expect(parseRequest({ path, headers, body: '{' })).toMatchObject({ status: 400 });
  });

  it('throws nothing for a bad request, whatever it is', () => {
    const request = fc.record({
      path: fc.oneof(fc.constant(path), fc.webUrl(), fc.anything()),
      headers: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.anything()),
      body: fc.anything(),
    });
    fc.assert(
      fc.property(request, (each) => {
        expect([true, false]).toContain(parseRequest(each as Parameters<typeof parseRequest>[0]).valid);
      }),
      { numRuns: 300 },
    );
  });
});
