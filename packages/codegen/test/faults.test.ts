import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Contract, ContractError, generateTypes, readContract } from '../src/index.ts';
import { temporaryFolder, writeAll } from './workbench.ts';

// Each document has faults; below it, the lines of the message, without the folder.

type Row = readonly [what: string, document: string, ...lines: (string | RegExp)[]];

function cases(rows: readonly Row[]) {
  return rows.map(([what, document, ...lines]) => ({ what, document, lines }));
}

const HEAD = "openapi: 3.1.0\ninfo: { title: A sender, version: '1' }\n";
const OBJECT = '{ requestBody: { content: { application/json: { schema: { type: object } } } } }';

/** A document with one payload, whose schema is on line 4. */
function payload(schema: string): string {
  return `${HEAD}webhooks:\n  A: { post: { requestBody: { content: { application/json: { schema: ${schema} } } } } }\n`;
}

const AT = '#/webhooks/A/post/requestBody/content/application~1json/schema';

const FAULTS: readonly Row[] = [
  ['no text', '', 'openapi.yaml: expected an OpenAPI document, found nothing'],
  ['a list', '[1, 2]', 'openapi.yaml: expected an OpenAPI document, found a list'],
  ['text', 'just text', 'openapi.yaml: expected an OpenAPI document, found a text'],
  [
    'broken YAML',
    'openapi: 3.1.0\ninfo: { title: t\nwebhooks: {}\n',
    /^openapi\.yaml:3: expected YAML or JSON: /,
  ],
  ['Swagger 2', "swagger: '2.0'\n", /expected OpenAPI 3\.1 or later, found `openapi: 2\.0`; convert/],
  ['OpenAPI 3.0', 'openapi: 3.0.3\ninfo: {}\npaths: {}\n', /found `openapi: 3\.0\.3`; convert/],
  ['OpenAPI 4', 'openapi: 4.0.0\n', /found `openapi: 4\.0\.0`/],
  ['no webhooks', `${HEAD}paths: {}\n`, /no webhook with a JSON body under `webhooks`$/],
  [
    'x-webhooks',
    `${HEAD}x-webhooks: { A: { post: ${OBJECT} } }\n`,
    /found `x-webhooks`, which OpenAPI 3\.1 calls `webhooks`$/,
  ],
  [
    'parts of other kinds',
    `${HEAD}webhooks:\n  A: { post: 7 }\n  B: []\n  C: { post: { requestBody: { content: [1] } } }\ncomponents: { schemas: [1] }\n`,
    'openapi.yaml:4: expected a mapping, found 7 (at #/webhooks/A/post)',
    'openapi.yaml:5: expected a mapping, found [] (at #/webhooks/B)',
    'openapi.yaml:6: expected a mapping, found [1] (at #/webhooks/C/post/requestBody/content, #/components/schemas)',
  ],
  [
    'texts and names of other types',
    `${HEAD}webhooks:\n  A:\n    post:\n      operationId: 5\n      summary: [a]\n      x-subject: 3\n      requestBody: { content: { application/json: { schema: {} } } }\n  B:\n    x-event-type: 7\n    post: ${OBJECT}\n  C:\n    x-event-type: B\n    x-path: no-slash\n    post: ${OBJECT}\n`,
    'openapi.yaml:7: `summary`: expected a text, found ["a"] (at #/webhooks/A/post/summary)',
    'openapi.yaml:11: expected the name of an event type, found 7 (at #/webhooks/B/x-event-type)',
    'openapi.yaml:13: #/webhooks/B has the event type `B`, too; expected another (at #/webhooks/C)',
    'openapi.yaml:6: `operationId` must be a string, found 5 (at #/webhooks/A/post/operationId)',
    'openapi.yaml:15: `x-path` must be a path that begins with `/`, without query or fragment, found "no-slash" (at #/webhooks/C/x-path)',
  ],
  [
    'names of properties and paths that are taken',
    `${HEAD}webhooks:\n  A:\n    x-path: /a\n    post:\n      x-subject: 3\n      requestBody: { content: { application/json: { schema: {} } } }\n  B:\n    x-path: /A\n    post: ${OBJECT}\n`,
    'openapi.yaml:10: another webhook has the path `/A`; expected another (at #/webhooks/B/x-path)',
    'openapi.yaml:7: `x-subject` must be the name of a property, or false, found 3 (at #/webhooks/A/post/x-subject)',
  ],
  [
    'references that lead back to themselves',
    `${payload("{ $ref: '#/components/schemas/A' }")}components:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n`,
    /^openapi\.yaml:4: the reference leads back to itself; expected .* \(at #.*\/schema\/\$ref, #\/components\/schemas\/A\/\$ref, and 1 more\)$/,
  ],
  [
    'references to nothing',
    payload("{ properties: { a: { $ref: '#/components/schemas/No' }, b: { $ref: no.yaml } } }"),
    `openapi.yaml:4: Can't resolve $ref (at ${AT}/properties/a)`,
    /^openapi\.yaml:4: Can't resolve \$ref: ENOENT.*properties\/b\)$/,
  ],
  [
    'a reference to nothing in a schema that a webhook uses',
    `${payload("{ $ref: '#/components/schemas/B' }")}components: { schemas: { B: { properties: { a: { $ref: '#/components/schemas/No' } } } } }\n`,
    "openapi.yaml:5: Can't resolve $ref (at #/components/schemas/B/properties/a)",
  ],
  [
    'references to the document and to collections',
    `${payload("{ properties: { a: { $ref: '#' }, b: { $ref: '#/components/schemas' } } }")}  B: { post: { parameters: { a: {} }, requestBody: { $ref: '#/webhooks' } } }\n  C: { post: { parameters: [{ name: [a] }], responses: { 200: { $ref: 5 } }, requestBody: { content: {} } } }\ncomponents: { schemas: {} }\n`,
    'openapi.yaml:5: expected a list, found {"a":{}} (at #/webhooks/B/post/parameters)',
    'openapi.yaml:5: expected a reference to an object of the same kind, found "#/webhooks" (at #/webhooks/B/post/requestBody/$ref)',
    'openapi.yaml:6: `name`: expected a text, found ["a"] (at #/webhooks/C/post/parameters/0/name)',
    /openapi\.yaml:6: expected a reference to an object of the same kind, found 5/,
    `openapi.yaml:4: expected a schema at \`#\`, found none (at ${AT}/properties/a/$ref)`,
    `openapi.yaml:4: expected a schema at \`#/components/schemas\`, found none (at ${AT}/properties/b/$ref)`,
  ],
  [
    'a type and fields that are named as parts of JavaScript',
    `${HEAD}webhooks:\n  A: { post: { constructor: {}, requestBody: { content: { application/json: { schema: { type: constructor } } } } } }\n`,
    /^openapi\.yaml:4: `type`: expected .*, found "constructor" \(at/,
  ],
  [
    'a part that contains itself',
    `${HEAD.replace("'1'", "{ $ref: '#' }")}webhooks: { A: { post: ${OBJECT} } }\n`,
    /a reference makes this part contain itself/,
  ],
  [
    'a reference to the network',
    payload("{ properties: { a: { $ref: 'https://example.test/a.json' } } }"),
    `openapi.yaml:4: Can't resolve $ref: the document is on the network; download it and name the file, or pass --network (at ${AT}/properties/a)`,
  ],
  [
    'keywords whose values have no meaning',
    payload(
      '{ type: object, required: a, enum: a, properties: { a: 5, b: { minLength: -1, pattern: "(" }, c: { $ref: 5 } }, allOf: {}, oneOf: [{}, 3], multipleOf: 0, title: 7 }',
    ),
    `openapi.yaml:4: \`allOf\`: expected a list, found {} (at ${AT}/allOf)`,
    `openapi.yaml:4: \`enum\`: expected a list, found "a" (at ${AT}/enum)`,
    `openapi.yaml:4: \`multipleOf\`: expected a number above 0, found 0 (at ${AT}/multipleOf)`,
    `openapi.yaml:4: \`oneOf\`: expected a schema, found 3 (at ${AT}/oneOf/1)`,
    `openapi.yaml:4: \`properties\`: expected a schema, found 5 (at ${AT}/properties/a)`,
    `openapi.yaml:4: \`required\`: expected a list, found "a" (at ${AT}/required)`,
    `openapi.yaml:4: \`title\`: expected a text, found 7 (at ${AT}/title)`,
    `openapi.yaml:4: \`minLength\`: expected a whole number from 0, found -1 (at ${AT}/properties/b/minLength)`,
    `openapi.yaml:4: \`pattern\`: expected a regular expression of ECMA-262 with the flag \`u\`, found "(" (at ${AT}/properties/b/pattern)`,
    `openapi.yaml:4: \`$ref\`: expected a text, found 5 (at ${AT}/properties/c/$ref)`,
  ],
  [
    'several references that lead back to themselves, in two files',
    `${payload("{ properties: { a: { $ref: '#/components/schemas/A' }, b: { $ref: '#/components/schemas/B' } } }")}components:\n  schemas:\n    A: { $ref: '#/components/schemas/A' }\n    B: { $ref: 'openapi.yaml#/components/schemas/C' }\n    C: { $ref: '#/components/schemas/B/properties/c' }\n`,
    /^openapi\.yaml:4: the reference leads back to itself; expected .* \(at #.*properties\/a\/\$ref, #.*properties\/b\/\$ref, and 3 more\)$/,
  ],
  [
    'a summary and definitions of other types',
    `${payload('{ $defs: { a: 5 } }')}components: { pathItems: { P: { summary: 7 } }, responses: { R: { title: 8 } } }\n`,
    'openapi.yaml:5: `summary`: expected a text, found 7 (at #/components/pathItems/P/summary)',
    'openapi.yaml:5: `title`: expected a text, found 8 (at #/components/responses/R/title)',
    `openapi.yaml:4: \`$defs\`: expected a schema, found 5 (at ${AT}/$defs/a)`,
  ],
  [
    'values that JSON does not have',
    payload('{ properties: { a: { enum: [.nan, 1] }, b: { const: !!binary aGk= }, c: { maximum: .inf } } }'),
    `openapi.yaml:4: \`enum\`: expected a value that JSON has, found NaN (at ${AT}/properties/a/enum/0)`,
    /`const`: expected a value that JSON has/,
    `openapi.yaml:4: \`maximum\`: expected a number, found Infinity (at ${AT}/properties/c/maximum)`,
  ],
  [
    'an alias that makes a part contain itself',
    payload('&s { type: object, properties: { a: *s } }'),
    /^openapi\.yaml: .* a YAML alias \(`\*name`\) makes a part contain itself, .*; use `\$ref`/,
  ],
  [
    'two documents',
    `${payload('{}')}---\na: 1\n`,
    /expected one YAML document, found 2; remove what follows `---`$/,
  ],
  [
    'a component without a name',
    `${payload('{}')}components: { schemas: { '': {} } }\n`,
    'openapi.yaml:5: expected a name of letters, digits, `.`, `-` and `_`, found an empty one (at #/components/schemas/)',
  ],
  [
    'a set minus another one, which an expression of ECMA-262 with the flag `u` cannot say',
    payload("{ pattern: '[\\p{L}--[a-z]]' }"),
    /^openapi\.yaml:4: `pattern`: expected a regular expression of ECMA-262 with the flag `u`/,
  ],
  ...Object.entries({ date: 'type: string, format: date', int: 'type: integer', any: '{}' }).map(
    ([type, instead]) =>
      [
        `the type ${type}`,
        payload(`{ type: ${type} }`),
        `openapi.yaml:4: \`type\`: expected one of array, boolean, integer, null, number, object, string, or a list of them, found "${type}"; write \`${instead}\` (at ${AT}/type)`,
      ] as const,
  ),
];

describe('a document with faults is refused with all of them', () => {
  it.each(cases(FAULTS))('$what', async ({ document, lines }) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'openapi.yaml'), document);
    const error: unknown = await readContract(join(folder, 'openapi.yaml')).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ContractError);
    const found = (error as ContractError).message.replaceAll(`${folder}/`, '').split('\n');
    expect(found).toEqual(
      lines.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    );
  });

  it('a fault in another file is named with that file', async () => {
    const folder = await temporaryFolder();
    await writeAll(folder, [
      { path: 'openapi.yaml', content: `${HEAD}webhooks:\n  A: { $ref: a.yaml }\n` },
      {
        path: 'a.yaml',
        content:
          'post:\n  requestBody: { content: { application/json: { schema: { $ref: schemas/A.yaml } } } }\n',
      },
      {
        path: 'schemas/A.yaml',
        content: 'type: object\nproperties:\n  a: { $ref: B.yaml }\n  c: { type: date }\n',
      },
      { path: 'schemas/B.yaml', content: 'type: string\nminLength: -1\n' },
    ]);
    const error: unknown = await readContract(join(folder, 'openapi.yaml')).catch((thrown) => thrown);
    expect(String(error).replaceAll(`${folder}/`, '')).toMatch(
      /schemas\/B\.yaml:2: `minLength`.*\nschemas\/A\.yaml:4: `type`/,
    );
  });
});

const WARNINGS: readonly Row[] = [
  [
    'webhooks of which nothing can be generated',
    `${HEAD}webhooks:\n  A: { post: ${OBJECT} }\n  B:\n  C: {}\n  D: { get: { responses: {} } }\n  E: { post: { requestBody: { content: { text/csv: { schema: {} } } } } }\n`,
    'openapi.yaml:5: expected a mapping, found null; it is left out (at #/webhooks/B)',
    'openapi.yaml:6: the webhook has no operation; it is left out (at #/webhooks/C)',
    'openapi.yaml:7: `get` has no request body; the webhook is left out (at #/webhooks/D/get)',
    'openapi.yaml:8: the request body has no JSON schema; the webhook is left out (at #/webhooks/E/post)',
  ],
  [
    'a second method, a second media type, and required parameters',
    `${HEAD}webhooks:\n  A:\n    parameters: [{ name: X-Signature, in: header, required: true }]\n    get: {}\n    put: ${OBJECT}\n    post:\n      parameters: [{ $ref: '#/components/parameters/Id' }, { name: X-Trace, in: header }]\n      requestBody:\n        content:\n          application/xml: { schema: {} }\n          application/vnd.api+json: { schema: {} }\n          application/json: { schema: {} }\ncomponents: { parameters: { Id: { name: id, in: query, required: true } } }\n`,
    'openapi.yaml:12: bodies are validated as `application/vnd.api+json`; `application/xml` is left out (at #/webhooks/A/post/requestBody/content/application~1xml)',
    'openapi.yaml:14: bodies are validated as `application/vnd.api+json`; `application/json` is left out (at #/webhooks/A/post/requestBody/content/application~1json)',
    'openapi.yaml:7: a webhook has one method, and this one has `post`; `put` is left out (at #/webhooks/A/put)',
    'openapi.yaml:6: a webhook has one method, and this one has `post`; `get` is left out (at #/webhooks/A/get)',
    'openapi.yaml:9: nothing checks the required query parameter `id` (at #/webhooks/A/post/parameters/0)',
  ],
  [
    'extensions among webhooks, which are nothing to warn of',
    `${HEAD}webhooks:\n  A: { post: ${OBJECT} }\n  x-internal: true\n`,
  ],
  [
    'any media type, and one that is JSON by its name only',
    `${HEAD}webhooks:\n  A: { post: { requestBody: { content: { '*/*': { schema: {} }, application/json-seq: { schema: {} } } } } }\n`,
    /`\*\/\*` is read as JSON/,
    /`application\/json-seq` is left out/,
  ],
  [
    'twins',
    `${HEAD}webhooks:\n  a.b: { post: { operationId: x, requestBody: { content: { text/json: { schema: {} } } } } }\n  A b: { post: { operationId: x, requestBody: { content: { application/a+json: { schema: {} } } } } }\n`,
    'openapi.yaml:5: another operation has the operationId `x`; `x2` is used (at #/webhooks/A b/post/operationId)',
    'openapi.yaml:5: another webhook has the path `/a-b`; `/a-b-2` is used, and `x-path` sets another (at #/webhooks/A b)',
  ],
  [
    'what is said as in OpenAPI 3.0 or in another dialect',
    `${payload(
      '{ properties: { a: { type: string, nullable: true }, b: { nullable: true, $ref: "#/components/schemas/B" }, c: { pattern: (?i)x, required: true }, d: { exclusiveMinimum: true } } }',
    )}components: { schemas: { B: {} } }\n`,
    `openapi.yaml:4: OpenAPI 3.1 has no \`nullable\`; it is read as a type \`null\` beside the others (at ${AT}/properties/a, ${AT}/properties/b)`,
    `openapi.yaml:4: expected a list of the names of properties beside \`properties\`, found \`true\`; it is ignored (at ${AT}/properties/c/required)`,
    `openapi.yaml:4: \`(?i)x\` is no regular expression of ECMA-262; it is read as \`[xX]\` (at ${AT}/properties/c/pattern)`,
    `openapi.yaml:4: expected \`minimum\` beside \`exclusiveMinimum: true\`; it is ignored (at ${AT}/properties/d/exclusiveMinimum)`,
  ],
  [
    'faults of schemas that no webhook uses',
    `${payload('{}')}components: { schemas: { B: { type: date, properties: { a: 5 } } } }\n`,
    /^openapi\.yaml:5: `properties`: expected a schema, found 5; no webhook uses it, and `properties` is ignored/,
    /^openapi\.yaml:5: `type`: expected .*; no webhook uses it, and `type` is ignored/,
  ],
  [
    'a reference to nothing in a schema that no webhook uses',
    `${payload('{}')}components: { schemas: { B: { properties: { a: { $ref: '#/components/schemas/No' } } } } }\n`,
    "openapi.yaml:5: Can't resolve $ref; no webhook uses it, and anything is accepted there (at #/components/schemas/B/properties/a)",
  ],
  [
    'dialects and words that are no keywords',
    `${HEAD}jsonSchemaDialect: https://example.test/dialect\nwebhooks:\n  A: { post: { requestBody: { content: { application/json: { schema: { $schema: 'http://json-schema.org/draft-07/schema#', require: [a], minLenght: 3, divisibleBy: 2, x-divisibleBy: 2 } } } } } }\n`,
    'openapi.yaml:3: schemas are read as those of JSON Schema 2020-12, found the dialect "https://example.test/dialect" (at #/jsonSchemaDialect)',
    /found the dialect "http:\/\/json-schema\.org\/draft-07\/schema#" \(at/,
    /`require` is no keyword of .*; it is ignored; did you mean `required`\?/,
    /`minLenght` is no keyword of .*; did you mean `minLength`\?/,
    /`divisibleBy` is no keyword of .*; an extension is named `x-…`/,
  ],
  [
    'an expression with slashes around it',
    payload("{ pattern: '/^a$/i' }"),
    `openapi.yaml:4: \`/^a$/i\` has slashes around it, which a value must have, too; write the expression without them (at ${AT}/pattern)`,
  ],
  [
    'values that no body can have',
    payload(
      '{ properties: { a: { type: string, enum: [on, 1.0, null] }, b: { type: integer, enum: [1, "2"] }, c: { type: integer, const: "3" }, d: { const: 1e400 } } }',
    ),
    /expected a value of type integer, found "3"/,
    `openapi.yaml:4: 1e400 is too large for a number of JavaScript; it is read as a text (at ${AT}/properties/d/const)`,
    `openapi.yaml:4: expected a value of type string, found 1, which no body can have; quote it if it is a text (at ${AT}/properties/a/enum/1)`,
    /expected a value of type integer, found "2"/,
  ],
];

describe('what cannot be generated as the document says it is named', () => {
  it.each(cases(WARNINGS))('$what', async ({ document, lines }) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'openapi.yaml'), document);
    const contract: Contract = await readContract(join(folder, 'openapi.yaml'));
    const found = contract.warnings.map((line) => line.replaceAll(`${folder}/`, ''));
    expect(found).toHaveLength(lines.length);
    for (const line of lines)
      expect(found).toContainEqual(typeof line === 'string' ? line : expect.stringMatching(line));
    await expect(generateTypes(contract)).resolves.toBeDefined();
  });
});
