import { expect, it } from 'vitest';
import { generateTypes } from '../src/index.ts';
import { contractOf, load, temporaryFolder, writeAll } from './workbench.ts';

// An event type that the contract does not have is an error that says so, whatever JavaScript means by its name, and those
// that the contract has are found whatever they are called.

const HAS = ['ORDER_SETTLED', 'ORDER_PLACED', 'toString', '__proto__', 'order.changed'];
const payload = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };

type Call = (eventType: unknown) => unknown;

async function calls(): Promise<Record<string, Call>> {
  const contract = await contractOf(Object.fromEntries(HAS.map((eventType) => [eventType, payload])));
  const folder = await temporaryFolder();
  await writeAll(folder, (await generateTypes(contract)).files);
  const { validate } = await load<{ validate: (eventType: unknown, body: unknown) => unknown }>(
    folder,
    'validators/index.js',
  );
  const { parse } = await load<{ parse: (eventType: unknown, body: unknown) => unknown }>(folder, 'parse.js');
  const { match } = await load<{ match: (notification: object, handlers: object) => unknown }>(
    folder,
    'index.js',
  );
  const handlers = Object.fromEntries(HAS.map((eventType) => [eventType, () => 'handled']));
  return {
    validate: (eventType) => validate(eventType, { id: '1' }),
    parse: (eventType) => parse(eventType, '{"id":"1"}'),
    match: (eventType) => match({ eventType, payload: {} }, handlers),
  };
}

it('are errors with the name and the closest known ones', async () => {
  const unknown = [
    'NOPE',
    'ORDER_SETLED',
    'constructor',
    'hasOwnProperty',
    'valueOf',
    '',
    'x'.repeat(10_000),
  ];
  for (const [name, call] of Object.entries(await calls())) {
    for (const eventType of [...unknown, undefined, null, 3, Symbol('x'), {}, Object.create(null)])
      expect(() => call(eventType), name).toThrow(/^unknown event type .{1,150}: expected one of .*ORDER/);
    expect(() => call('ORDER_SETLED')).toThrow('"ORDER_SETLED": expected one of 5, such as ORDER_SETTLED, ');
    expect(() => call('NOPE')).toThrow(expect.objectContaining({ name: 'UnknownEventTypeError' }));
    for (const eventType of HAS) expect(() => call(eventType), `${name} ${eventType}`).not.toThrow();
  }
});
