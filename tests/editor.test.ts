import { globSync, readFileSync } from 'node:fs';
import { join, matchesGlob, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

// An editor completes and checks the contract by these schemas, which are written for a contract split over files.

const root = fileURLToPath(new URL('..', import.meta.url));
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const settings: { 'yaml.schemas': Record<string, string[]> } = readJson('.vscode/settings.json');

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'contract:/definitions.json', ...readJson('.vscode/contract/definitions.json') });
const validators = Object.entries(settings['yaml.schemas']).map(
  ([path, globs]): [ValidateFunction, string[]] => [
    ajv.compile({ $id: `contract:/${path.split('/').at(-1)}`, ...readJson(path) }),
    globs,
  ],
);

const files = globSync('openapi/**/*.yaml', {
  cwd: root,
  exclude: ['**/node_modules/**', 'openapi/released/**'],
}).map((file) => relative(root, join(root, file)));
const schemaOf = (file: string) =>
  validators
    .filter(([, globs]) => globs.some((glob) => matchesGlob(file, glob)))
    .map(([validate]) => validate);

describe('the schemas for editors', () => {
  it('are one for each file of the contract, and find no mistake in any', () => {
    expect(files.length).toBeGreaterThan(200);
    const faults = files.flatMap((file) => {
      const [validate, ...others] = schemaOf(file);
      if (!validate || others.length > 0) return [`${file}: ${others.length} further schemas, or none`];
      const isValid = validate(parse(readFileSync(join(root, file), 'utf8')));
      return isValid ? [] : [`${file}: ${ajv.errorsText(validate.errors)}`];
    });
    expect(faults).toEqual([]);
  });

  it.each([
    ['openapi/openapi.yaml', 'an older version', { openapi: '3.0.3' }],
    ['openapi/openapi.yaml', 'a misspelt property', { webhook: {} }],
    ['openapi/webhooks/transfer-notification.yaml', 'a misspelt method', { psot: {} }],
    [
      'openapi/webhooks/transfer-notification.yaml',
      'an operation without responses',
      { post: { 'x-subject': 'a' } },
    ],
    [
      'openapi/webhooks/transfer-notification.yaml',
      'a subject that is no name',
      { post: { responses: {}, 'x-subject': 1 } },
    ],
    ['openapi/schemas/TransferNotification.yaml', 'a misspelt keyword', { require: ['a'] }],
    ['openapi/schemas/TransferNotification.yaml', 'a type that does not exist', { type: 'text' }],
    [
      'openapi/schemas/TransferNotification.yaml',
      'a fault in a property',
      { properties: { a: { maxLength: -1 } } },
    ],
    ['openapi/schemas/enums/TransferStatus.yaml', 'values that are no list', { enum: 'A' }],
    ['openapi/schemas/enums/TransferStatus.yaml', 'a misspelt extension', { 'x-enumDescription': {} }],
    [
      'openapi/schemas/enums/TransferStatus.yaml',
      'meanings that are no texts',
      { 'x-enumDescriptions': { A: 1 } },
    ],
    [
      'openapi/schemas/enums/TransferStatus.yaml',
      'an unknown certainty',
      { 'x-lifecycle': { initial: { A: 'guessed' } } },
    ],
    ['openapi/responses/OK.yaml', 'a misspelt property', { contents: {} }],
    [
      'openapi/admin/paths/notifications.yaml',
      'a status that does not exist',
      { get: { responses: { 700: { description: '' } } } },
    ],
    ['openapi/admin/parameters/limit.yaml', 'a place that does not exist', { in: 'body' }],
    ['openapi/admin/responses/Unauthorized.yaml', 'a description that is no text', { description: 1 }],
  ])('find in %s: %s', (file, _mistake, change) => {
    const original =
      files.find((each) => each === file) ??
      files.find((each) => each.startsWith(`${file.split('/').slice(0, -1).join('/')}/`));
    const [validate] = schemaOf(original ?? '');
    expect(validate?.({ ...parse(readFileSync(join(root, original ?? ''), 'utf8')), ...change })).toBe(false);
  });
});
