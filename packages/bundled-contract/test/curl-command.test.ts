import { execFileSync } from 'node:child_process';
import { codePoint } from '@partner-webhooks/test-random';
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curlCommand, type SendingContract, type SentBody, withoutReferences } from '../src/index.ts';

const URL = 'http://localhost:8080/path';
const EMPTY: SentBody = { text: '{}' };

/** What the commands give to curl. One shell runs all of them. */
function runs(commands: readonly string[]): { readonly words: readonly string[]; readonly body: string }[] {
  const script = `
    curl() {
      printf '%s\\0' "$@" | base64 | tr -d '\\n'; printf ' '
      for word; do last=$word; done
      if [ "$last" = @- ]; then cat; else printf %s "$last"; fi | base64 | tr -d '\\n'; echo
    }
    HOST=localhost:9; API_KEY=key; X_CLIENT_ID=id; NAME=a; PASSWORD=p; TOKEN=t; _1_KEY=one
    ${commands.join('\n')}`;
  const output = execFileSync('sh', { input: script, maxBuffer: 100_000_000 }).toString();
  return output
    .trim()
    .split('\n')
    .map((line) => {
      const [words = '', body = ''] = line.split(' ').map((each) => Buffer.from(each, 'base64').toString());
      return { words: words.split('\0').slice(0, -1), body };
    });
}

const wordsOf = (...command: Parameters<typeof curlCommand>) => runs([curlCommand(...command)])[0]?.words;

/** A contract with one webhook. */
function contractOf(operation: object, components: object = {}, security?: object[]): SendingContract {
  return {
    webhooks: { thing: { ...operation } },
    components,
    ...(security && { security }),
  } as SendingContract;
}

describe('the command', () => {
  it.each(EVENT_TYPES)('for %s is short', (eventType) => {
    expect(
      curlCommand(contract as unknown as SendingContract, eventType, registry[eventType].path, EMPTY),
    ).toBe(
      [
        `curl -i "${registry[eventType].path}"`,
        '-H "api-key: $API_KEY"',
        "-H 'content-type: application/json'",
        "-d '{}'",
      ].join(' \\\n  '),
    );
  });

  it('sends a text byte for byte, whatever is in it', () => {
    const texts = fc.string({ unit: codePoint }).map((text) => text.replaceAll('\u0000', ''));
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            texts,
            texts.map((text) => `@${text}`),
          ),
          { minLength: 1 },
        ),
        (all) => {
          const commands = all.map((text) => curlCommand(contractOf({}), 'thing', URL, { text }));
          expect(runs(commands).map(({ body }) => body)).toEqual(
            all.map((text) => Buffer.from(text).toString()),
          );
        },
      ),
      { numRuns: 5 },
    );
  });

  it.each([200_000, 2_000_000])('sends %i characters, which no argument can have', (length) => {
    const text = `{"a":"it's ${'x'.repeat(length)}"}`;
    expect(runs([curlCommand(contractOf({}), 'thing', URL, { text })])[0]?.body).toBe(text);
  });

  it('sends bytes that are not UTF-8', () => {
    const base64 = Buffer.from([0, 255, 39, 10]).toString('base64');
    expect(runs([curlCommand(contractOf({}), 'thing', URL, { base64 })])[0]?.body).toBe(
      Buffer.from(base64, 'base64').toString(),
    );
  });

  it('has the URL, in which the shell reads variables', () => {
    expect(wordsOf(contractOf({}), 'thing', 'http://$HOST/a', EMPTY)).toContain('http://localhost:9/a');
  });
});

describe('as the contract says, the command has', () => {
  it.each([
    ['post', ['-i', URL]],
    ['put', ['-i', '-X', 'PUT', URL]],
    ['patch', ['-i', '-X', 'PATCH', URL]],
  ])('the method %s', (method, words) => {
    expect(wordsOf(contractOf({ [method]: {} }), 'thing', URL, EMPTY)?.slice(0, words.length)).toEqual(words);
  });

  it.each([
    [['application/json'], 'application/json'],
    [['application/vnd.a+json; version=2'], 'application/vnd.a+json; version=2'],
    [['application/x-www-form-urlencoded', 'text/json; charset=utf-8'], 'text/json; charset=utf-8'],
    [['*/*', 'application/*'], 'application/json'],
    [['application/jsonp'], 'application/json'],
    [[], 'application/json'],
  ])('of the media types %j: %s', (types, sent) => {
    const content = Object.fromEntries(types.map((type) => [type, {}]));
    const words = wordsOf(contractOf({ post: { requestBody: { content } } }), 'thing', URL, EMPTY);
    expect(words).toContain(`content-type: ${sent}`);
  });

  const SCHEMES = {
    key: { type: 'apiKey', in: 'header', name: 'api-key' },
    client: { type: 'apiKey', in: 'header', name: 'X-Client-Id' },
    digit: { type: 'apiKey', in: 'header', name: '1`key' },
    query: { type: 'apiKey', in: 'query', name: 'key' },
    basic: { type: 'http', scheme: 'Basic' },
    bearer: { type: 'http', scheme: 'bearer' },
    oauth: { type: 'oauth2' },
    tls: { type: 'mutualTLS' },
  };

  it.each<[object[] | undefined, object[] | undefined, string[]]>([
    [[{ key: [] }], undefined, ['-H', 'api-key: key']],
    [[{ key: [], client: [] }], undefined, ['-H', 'api-key: key', '-H', 'X-Client-Id: id']],
    [[{ key: [] }, { basic: [] }], undefined, ['-H', 'api-key: key']],
    [[{ digit: [] }], undefined, ['-H', '1`key: one']],
    [[{ basic: [] }], undefined, ['-u', 'a:p']],
    [[{ bearer: [] }], undefined, ['-H', 'authorization: Bearer t']],
    [[{ oauth: ['a'] }], undefined, ['-H', 'authorization: Bearer t']],
    [[{ query: [] }], undefined, []],
    [[{ tls: [] }], undefined, []],
    [[{ missing: [] }], undefined, []],
    [[{}], undefined, []],
    [undefined, [{ key: [] }], ['-H', 'api-key: key']],
    [[], [{ key: [] }], []],
    [undefined, undefined, []],
  ])('the secrets of %j, or else of %j: %j', (own, ofContract, words) => {
    const operation = { post: own === undefined ? {} : { security: own } };
    const all = wordsOf(contractOf(operation, { securitySchemes: SCHEMES }, ofContract), 'thing', URL, EMPTY);
    expect(all?.slice(2, -4)).toEqual(words);
  });

  const header = (more: object) => ({ in: 'header', required: true, name: 'X-Depot', ...more });

  it.each<[object[], object[], string[]]>([
    [[header({ example: 17 })], [], ['X-Depot: 17']],
    [[], [header({ examples: { a: { value: "it's" } } })], ["X-Depot: it's"]],
    [[], [header({ schema: { enum: ['a', 'b'] } })], ['X-Depot: a']],
    [[], [header({ schema: { examples: ['c'] } })], ['X-Depot: c']],
    [[], [header({ schema: true })], ['X-Depot: <X-Depot>']],
    [[], [header({ example: {} })], ['X-Depot: <X-Depot>']],
    [[], [header({ required: false })], []],
    [[header({})], [header({ name: 'x-depot', required: false })], []],
    [[header({ example: 1 })], [header({ name: 'x-depot', example: 2 })], ['x-depot: 2']],
    [[], [header({ name: 'Content-Type', example: 'a' })], []],
    [[], [{ in: 'query', required: true, name: 'q' }], []],
    [[], [{ $ref: '#/components/parameters/a~1b' }], ['X-Depot: 3']],
    [[], [{ $ref: '#/components/parameters/missing' }], []],
  ])('the required headers of %j and %j: %j', (ofPath, ofOperation, headers) => {
    const operation = { parameters: ofPath, post: { parameters: ofOperation } };
    const components = { parameters: { 'a/b': header({ example: 3 }) } };
    const words = wordsOf(withoutReferences(contractOf(operation, components)), 'thing', URL, EMPTY) ?? [];
    expect(words.slice(2, -4).filter((word) => word !== '-H')).toEqual(headers);
  });

  it('nothing of it for an event type that it does not have', () => {
    expect(wordsOf(contractOf({}), 'toString', URL, EMPTY)).toEqual([
      '-i',
      URL,
      '-H',
      'content-type: application/json',
      '-d',
      '{}',
    ]);
  });
});
