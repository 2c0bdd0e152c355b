import { describe, expect, it } from 'vitest';
import { failure, said } from './contract.ts';
import { FORMS, pageOfContract } from './page.ts';

// A document may be broken, or made to break its readers. It is unread with a sentence, and what is sound in it is compared.

const TRANSFER = 'TRANSFER_NOTIFICATION';

/** All webhooks of the contract in YAML, with the schema of a transfer in place of its own. */
function withTransferSchema(schema: string, components = ''): string {
  const page = pageOfContract().filter(({ eventType }) => eventType !== TRANSFER);
  const [head = '', rest = ''] = FORMS['OpenAPI 3.1 in YAML'](page).split('components:\n  schemas:\n');
  const operation = [
    `  ${TRANSFER}:`,
    '    post:',
    '      requestBody:',
    '        content:',
    '          application/json:',
    `            schema: ${schema}`,
    "      responses: { '200': { description: OK } }",
  ];
  return `${head}${operation.join('\n')}\ncomponents:\n  schemas:\n${components}${rest}`;
}

describe('a webhook is unread, and the others are compared', () => {
  it.each<[string, string, string | undefined, RegExp]>([
    [
      'that refers to itself',
      "{ $ref: '#/components/schemas/Loop' }",
      "    Loop: { $ref: '#/components/schemas/Loop' }\n",
      /the reference #\/components\/schemas\/Loop leads to itself$/,
    ],
    [
      'that refers in a circle',
      "{ $ref: '#/components/schemas/A' }",
      "    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n",
      /leads to itself$/,
    ],
    [
      'that is in a circle of allOf',
      "{ $ref: '#/components/schemas/A' }",
      "    A: { allOf: [{ $ref: '#/components/schemas/A' }] }\n",
      /leads to itself$/,
    ],
    ['that refers to nothing', "{ $ref: '#/components/schemas/Nothing' }", undefined, /leads to nothing$/],
    [
      'that refers to another document',
      "{ $ref: 'other.yaml' }",
      undefined,
      /leads to another document: bundle/,
    ],
    [
      'with a reference that is no pointer',
      "{ $ref: '#/components/%zz' }",
      undefined,
      /is not a JSON Pointer/,
    ],
    ['whose schema is null', 'null', undefined, /expected a schema for the body$/],
    ['whose schema is a text', 'text', undefined, /expected a schema for the body$/],
    [
      'whose property is null',
      '{ type: object, properties: { a: null } }',
      undefined,
      /expected a schema, found null$/,
    ],
    ['whose part is null', '{ allOf: [null] }', undefined, /expected a schema, found null$/],
    ['without properties', '{ type: object }', undefined, /expected a payload with properties, found none$/],
  ])('%s', (_what, schema, components, message) => {
    const sentences = said(withTransferSchema(schema, components));
    expect(sentences).toEqual([expect.stringMatching(message)]);
    expect(sentences[0]).toMatch(/^unread: TRANSFER_NOTIFICATION: /);
  });

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['an operation that is null', '{ post: null }'],
    ['without an operation', '{ summary: Transfer }'],
    ['a reference to nothing', "{ $ref: '#/components/pathItems/A' }"],
  ])('%s in place of its path item', (_what, item) => {
    const page = pageOfContract().filter(({ eventType }) => eventType !== TRANSFER);
    const text = FORMS['OpenAPI 3.1 in YAML'](page).replace(
      'webhooks:\n',
      `webhooks:\n  ${TRANSFER}: ${item}\n`,
    );
    expect(said(text)).toEqual([expect.stringMatching(/^unread: TRANSFER_NOTIFICATION: /)]);
  });
});

describe('a schema that contains itself', () => {
  const tree = (member: string) =>
    `    Tree:\n      type: object\n      properties:\n        name: { type: string }\n        ${member}\n`;

  it.each([
    ['as a property', "inner: { $ref: '#/components/schemas/Tree' }"],
    ['as items', "inner: { type: array, items: { $ref: '#/components/schemas/Tree' } }"],
    ['as an alternative', "inner: { oneOf: [{ $ref: '#/components/schemas/Tree' }, { type: 'null' }] }"],
    ['as a part', "inner: { allOf: [{ $ref: '#/components/schemas/Tree' }], description: More. }"],
    [
      'as the schema of other names',
      "inner: { type: object, additionalProperties: { $ref: '#/components/schemas/Tree' } }",
    ],
  ])('%s is read once', (_where, member) => {
    const sentences = said(
      withTransferSchema(
        "{ type: object, properties: { tree: { $ref: '#/components/schemas/Tree' } } }",
        tree(member),
      ),
    );
    expect(sentences).toContain(`property-added: ${TRANSFER} /tree`);
    expect(sentences.filter((sentence) => sentence.startsWith('unread'))).toEqual([]);
  });
});

describe('a document is not read at all', () => {
  it.each<[string, string, RegExp]>([
    [
      'Swagger 2',
      'swagger: "2.0"\npaths: {}\n',
      /^line 1: expected OpenAPI 3\.0 or 3\.1, found Swagger 2\.0: convert/,
    ],
    [
      'OpenAPI of another version',
      'openapi: 4.0.0\npaths: {}\n',
      /^line 1: expected OpenAPI 3\.0, 3\.1 or 3\.2, found `openapi: 4\.0\.0`$/,
    ],
    ['a key twice', 'openapi: 3.1.0\nopenapi: 3.1.0\n', /^line \d: Map keys must be unique/],
    ['an alias that contains itself', 'openapi: 3.1.0\nwebhooks: &a\n  A: *a\n', /contains it$/],
    [
      'aliases that stand for a billion values',
      `openapi: 3.1.0\na0: &a0 [x]\n${Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`).join('\n')}\n`,
      /aliases cannot be resolved/,
    ],
  ])('%s', (_what, text, message) => {
    expect(failure(text)).toMatch(message);
  });
});

describe('Markdown', () => {
  const document = FORMS['OpenAPI 3.1 in YAML'](pageOfContract());

  it.each([
    ['attributes in braces', '```yaml {1,2} title="webhooks"'],
    ['attributes', '```yaml title="webhooks" lineNumbers'],
    ['a space before the language', '``` yaml'],
    ['tildes', '~~~yaml'],
    ['an indented fence', '  ```yaml'],
  ])('a fence with %s', (_what, fence) => {
    const end = fence.trim().slice(0, 3);
    expect(said(`# Webhooks\n\n${fence}\n${document}\n${end}\n`)).toEqual([]);
  });

  it.each([
    '{% openapi src="../openapi.yaml" path="/transfer-notification" method="post" %}',
    '{% openapi-operation spec="webhooks" path="/transfer-notification" method="post" %}',
    '{% swagger src="./openapi.yaml" path="/a" method="post" %}',
  ])('a block of GitBook refers to a document, which is named: %s', (block) => {
    const page = pageOfContract().filter(({ eventType }) => eventType !== TRANSFER);
    const [sentence, ...others] = said(
      `${FORMS.Markdown(page)}\n${block}\n[openapi.yaml](openapi.yaml)\n{% endopenapi %}\n`,
    );
    expect(others).toEqual([]);
    expect(sentence).toMatch(
      /^unread: expected an OpenAPI document, found a block that refers to one \(.*(openapi\.yaml|webhooks).*\)/,
    );
  });

  it('a document that cannot be parsed hides no other one', () => {
    const broken = '```json\n{"openapi": "3.0.3", "paths": {\n```\n';
    expect(said(`${FORMS.Markdown(pageOfContract())}\n${broken}`)).toEqual([
      expect.stringMatching(/^unread: /),
    ]);
  });
});

describe('a page as text', () => {
  const text = FORMS.text(pageOfContract());

  it.each<[string, string, RegExp]>([
    [
      'the media type of a response',
      text.replace('Responses\n200\nOK\n', 'Responses\n200\nOK\napplication/json\n'),
      /what the status 200 means, found “application\/json”/,
    ],
    [
      'a body of a response',
      text.replace('Responses\n200\nOK\n', 'Responses\n200\nOK\nerrorCodestringRequired\n'),
      /found “errorCodestringRequired”/,
    ],
    [
      'another method',
      text.replace(/^POST (.*) HTTP/m, 'PUT $1 HTTP'),
      /expected the first line of a request/,
    ],
    ['a header more', text.replace('Host: client', 'Host: client\nX-Signature: a'), /found X-Signature/],
    [
      'a name twice in an example',
      text.replace(/^ {2}"notificationType": .*$/m, '$&\n$&'),
      /an example in JSON|each name once/,
    ],
    [
      'a property twice',
      text.replace(/^modifiedOn.*$/m, '$&\n$&'),
      /expected each property once, found “modifiedOn” twice/,
    ],
    [
      'a section that is not listed',
      `${text}\nSomething new\npost\nBody\naRequired\n`,
      /expected the end of the page, found “Body”/,
    ],
  ])('%s is unread, and nothing else is said', (_what, page, message) => {
    const sentences = said(page);
    expect(sentences.length).toBeGreaterThan(0);
    expect(sentences).toContainEqual(expect.stringMatching(message));
    expect(sentences.filter((sentence) => !sentence.startsWith('unread'))).toEqual([]);
  });
});
