import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Contract, generateReceiver, generateTypes, handlerScaffold } from '../src/index.ts';
import { RESERVED_MODULES } from '../src/names.ts';
import { contractOf, load, temporaryFolder, writeAll } from './workbench.ts';

// Names of event types that collide, or that mean something to JavaScript, to a file system or to this generator.
const EVENT_TYPES = [
  ...['ORDER_SETTLED', 'order.settled', 'Order settled', 'ORDER', 'order.', 'Order'],
  ...['client.rateLimit.reached', 'Client rate limit reached', 'pay.v1.1', 'pay.v11', 'pay.v1.1 2'],
  ...['index', 'INDEX', 'internal', 'internal/shared', 'handler', 'services', 'con', 'NUL', 'com1'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'class', 'default', 'delete', 'await'],
  ...[
    '2fa.enabled',
    "it's",
    '"quoted"',
    'back`tick`',
    `$${'{x}'}`,
    '*/',
    'a\\b',
    'a\nb',
    'a\u2028b',
    '/a/b',
    '..',
  ],
  ...['🎉', '👍', 'order.🎉', 'Größe', 'GRÖSSE', 'gro\u0308\u00dfe', '注文', '²', '_', '*', ' '],
  'x'.repeat(300),
];

// The same for schemas.
const SCHEMAS = [
  ...['Address', 'address', 'foo-bar', 'FooBar', 'foo_bar', 'a/b', 'a~b', "it's", '2fa', '🎉', '注文', '²'],
  ...[
    'EventType',
    'Notification',
    'Payload',
    'Payloads',
    'RegistryEntry',
    'components',
    'webhooks',
    'string',
  ],
  ...['Record', 'Omit', 'Array', 'Promise', 'Object', 'WithRequired', 'class', 'any', 'constructor'],
  // What the generated package exports.
  ...['Known', 'Matchers', 'UnknownEventTypeError', 'values', 'meanings', 'match', 'isKnown', 'eventTypeOf'],
  ...[
    'Parsed',
    'RawBody',
    'ErrorMessage',
    'parse',
    'parseRequest',
    'validate',
    'validators',
    'examples',
    'is',
  ],
];

const payload = (name: string) => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type: 'string' } },
});

function oddContract(): Promise<Contract> {
  const named = (kind: string, names: readonly string[]) =>
    names.map((name, index) => [name, payload(`${kind}${index}`)] as const);
  const uses = SCHEMAS.map((name, index) => [
    `use${index}`,
    { $ref: `#/components/schemas/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}` },
  ]);
  return contractOf(
    {
      ...Object.fromEntries(named('event', EVENT_TYPES)),
      USES: { type: 'object', properties: Object.fromEntries(uses) },
    },
    Object.fromEntries(named('schema', SCHEMAS)),
  );
}

describe('a contract with names that collide or mean something', () => {
  it('gives modules that load, validate each body against its own schema, and compile', async () => {
    const contract = await oddContract();
    const folder = await temporaryFolder();
    await writeAll(join(folder, 'types'), (await generateTypes(contract)).files);
    await writeAll(join(folder, 'receiver'), (await generateReceiver(contract, '../handlers')).files);
    await writeAll(
      join(folder, 'handlers'),
      contract.webhooks.map((webhook) => handlerScaffold(webhook, 'handlers')),
    );

    const { validate } = await load<{
      validate: (eventType: string, body: unknown) => { valid: boolean };
    }>(join(folder, 'types'), 'validators/index.js');
    const { registry } = await load<{ registry: Record<string, { eventType: string }> }>(
      join(folder, 'types'),
      'index.js',
    );
    for (const [index, eventType] of EVENT_TYPES.entries()) {
      expect(validate(eventType, { [`event${index}`]: 'text' }), eventType).toMatchObject({ valid: true });
      expect(validate(eventType, {}), eventType).toMatchObject({ valid: false });
      expect(registry[eventType]?.eventType).toBe(eventType);
    }
    for (const index of SCHEMAS.keys()) {
      const isValid = (value: object) => validate('USES', { [`use${index}`]: value }).valid;
      expect([isValid({ [`schema${index}`]: 'text' }), isValid({})], SCHEMAS[index]).toEqual([true, false]);
    }

    await writeFile(join(folder, 'handlers/handler.ts'), HANDLER);
    await writeFile(join(folder, 'user.ts'), user());
    expect(await compile(folder)).toBe('');
  });

  it('names every type that has another name than its schema', async () => {
    const { warnings } = await generateTypes(await oddContract());
    for (const name of ['address', 'EventType', 'Notification', 'Record', 'Omit'])
      expect(warnings.join('\n')).toMatch(
        new RegExp(`the type is named .* \\(at #/components/schemas/${name}\\)`),
      );
  });
});

describe('the modules and paths of any event types', () => {
  it('differ on every file system, and none has a name that is reserved', async () => {
    const eventType = fc.oneof(
      fc.constantFrom(...EVENT_TYPES),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc
        .constantFrom('A', 'a', 'B', '.', '_', '1')
        .chain((a) => fc.constantFrom('', 'A', 'b', '-', '2').map((b) => a + b)),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(eventType, { minLength: 1, maxLength: 8 }), async (eventTypes) => {
        const { webhooks } = await contractOf(Object.fromEntries(eventTypes.map((name) => [name, {}])));
        const folded = (names: readonly string[]) =>
          new Set(names.map((name) => name.normalize('NFC').toLowerCase()));
        expect(webhooks.length).toBe(eventTypes.length);
        for (const key of ['module', 'path', 'name', 'operationId', 'schema'] as const)
          expect(folded(webhooks.map((webhook) => webhook[key])).size).toBe(eventTypes.length);
        for (const { module, name, path } of webhooks) {
          expect(RESERVED_MODULES).not.toContain(module);
          expect(module).toMatch(/^[\p{L}\p{M}\p{N}-]{1,80}$/u);
          expect(path).toMatch(/^\/[^/?#\s]+$/u);
          expect(() => new Function(`const handle${name} = 1;`)).not.toThrow();
        }
      }),
      { numRuns: 60 },
    );
  });
});

async function compile(folder: string): Promise<string> {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript-7/package.json')), 'bin/tsc');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const compilerOptions = {
    module: 'nodenext',
    strict: true,
    noEmit: true,
    types: [],
    allowImportingTsExtensions: true,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch(
    (error) => error,
  );
  return stdout;
}

const HANDLER = `
import type { EventType, Notification } from '../types/index.js';
export type Handler<E extends EventType> = (notification: Notification<E>, context: unknown) => Promise<void>;
export type Handlers = { readonly [E in EventType]: Handler<E> };
export function unwritten<Text extends string>(notification: unknown): void {}
`;

/** A program that uses types whose names are taken. */
function user(): string {
  return `
import type { Address, Address2, EventTypeSchema, NotificationSchema, Payload, RecordSchema } from './types/index.js';
export const upper: Address = { schema${SCHEMAS.indexOf('Address')}: 'a' };
export const lower: Address2 = { schema${SCHEMAS.indexOf('address')}: 'a' };
export const eventType: EventTypeSchema = { schema${SCHEMAS.indexOf('EventType')}: 'a' };
export const notification: NotificationSchema = { schema${SCHEMAS.indexOf('Notification')}: 'a' };
export const record: RecordSchema = { schema${SCHEMAS.indexOf('Record')}: 'a' };
export const payload: Payload<'__proto__'> = { event${EVENT_TYPES.indexOf('__proto__')}: 'a' };
`;
}
