import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { generateTypes } from '../src/index.ts';
import { contractOf } from './workbench.ts';

// What an editor shows for a name under the pointer, by the language service that editors ask.

const schemas = {
  Status: {
    type: 'string',
    description: 'Where the order stands.',
    enum: ['NEW', 'DONE'],
    'x-extensible': true,
    'x-enumDescriptions': { NEW: 'Nothing is traded yet.', DONE: 'All is traded.' },
  },
  Level: {
    type: 'integer',
    description: 'How urgent.',
    enum: [1, 2],
    'x-enumDescriptions': { 1: 'Low.', 2: 'High.' },
  },
  Amount: { type: 'number', description: 'In euros.' },
  Order: {
    type: 'object',
    description: 'An order.',
    properties: {
      status: { $ref: '#/components/schemas/Status' },
      own: { $ref: '#/components/schemas/Status', description: 'The status before.' },
      history: { type: 'array', items: { $ref: '#/components/schemas/Status' } },
      wrapped: { allOf: [{ $ref: '#/components/schemas/Status' }] },
      nullable: { anyOf: [{ $ref: '#/components/schemas/Status' }, { type: 'null' }] },
      level: { $ref: '#/components/schemas/Level' },
      amount: { $ref: '#/components/schemas/Amount' },
      inline: { type: 'string', enum: ['A'], 'x-enumDescriptions': { A: 'The only one.' } },
    },
  },
};

const PROGRAM = `
import type { Amount, Level, Order, Status } from './index.js';
import { meanings, values } from './index.js';
declare const order: Order;
export const all: [Amount, Level, Order, Status] | [] = [];
export const texts = [
  order.status, order.own, order.history, order.wrapped, order.nullable, order.level, order.amount, order.inline,
];
export const meaning = meanings.Status.DONE;
export const list = values.Status;
`;

/** What is shown for a place in the program; asked once, because a language service takes a second to start. */
let shown: Promise<(text: string) => string> | undefined;

function hover(): Promise<(text: string) => string> {
  shown ??= started();
  return shown;
}

async function started(): Promise<(text: string) => string> {
  const contract = await contractOf({ ORDER: { $ref: '#/components/schemas/Order' } }, schemas);
  const files = new Map(
    (await generateTypes(contract)).files.map(({ path, content }) => [`/p/${path}`, content]),
  );
  files.set('/p/program.ts', PROGRAM);
  const read = (file: string) => files.get(file) ?? ts.sys.readFile(file);
  const service = ts.createLanguageService({
    getScriptFileNames: () => ['/p/program.ts'],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const text = read(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => '/p',
    getCompilationSettings: () => ({ strict: true, noLib: true, types: [] }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => read(file) !== undefined,
    readFile: read,
  });
  return (text) => {
    const info = service.getQuickInfoAtPosition('/p/program.ts', PROGRAM.indexOf(text) + text.length - 1);
    const tags = (info?.tags ?? []).flatMap((tag) => tag.text ?? []);
    return [...(info?.displayParts ?? []), ...(info?.documentation ?? []), ...tags]
      .map((part) => part.text)
      .join('');
  };
}

describe('an editor shows', () => {
  it('what an enum and its values mean, on the type and on every property that has them', async () => {
    const textAt = await hover();
    for (const place of [
      'order.status',
      'order.history',
      'order.wrapped',
      'order.nullable',
      'Level, Order, Status',
    ]) {
      const text = textAt(place);
      expect(text, place).toContain('Where the order stands.');
      expect(text, place).toContain('- `NEW`: Nothing is traded yet.');
      expect(text, place).toContain('- `DONE`: All is traded.');
    }
    expect(textAt('order.own')).toMatch(/The status before\.[\s\S]*- `DONE`: All is traded\./);
    expect(textAt('order.own')).not.toContain('Where the order stands.');
    expect(textAt('order.level')).toMatch(/How urgent\.[\s\S]*- `2`: High\./);
    expect(textAt('order.inline')).toContain('- `A`: The only one.');
  });

  it('the text of a scalar on the properties that refer to it, and of each schema on its type', async () => {
    const textAt = await hover();
    expect(textAt('order.amount')).toContain('In euros.');
    expect(textAt('{ Amount')).toContain('In euros.');
    expect(textAt('Level, Order')).toContain('An order.');
  });

  it('the meaning of a value, and the list of values', async () => {
    const textAt = await hover();
    expect(textAt('meanings.Status.DONE')).toContain('All is traded.');
    expect(textAt('values.Status')).toContain('["NEW", "DONE"]');
  });
});
