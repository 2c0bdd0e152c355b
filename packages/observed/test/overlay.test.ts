import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInMemoryValidators, readContract } from '@partner-webhooks/codegen';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { validate } from '@partner-webhooks/types/validators';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Addition, additionFor, type Observation, overlayOf, seenValues } from '../src/index.ts';

const TIMES = { firstSeen: '2026-11-28T10:00:00.000Z', lastSeen: '2026-11-28T10:00:00.000Z' };

/** A body in which each object has new properties, and each status is one that no contract has. */
function withNews(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withNews(item));
  if (typeof value !== 'object' || value === null)
    return /^(?:status|errorType|notificationType)$/.test(name) ? 'BRAND_NEW' : value;
  const inner = Object.entries(value).map(([key, each]) => [key, withNews(each, key)]);
  return { ...Object.fromEntries(inner), 'is: new?': true, newSince: '2026-11-28', newParts: [{ a: 1 }] };
}

const BODIES = EVENT_TYPES.flatMap((eventType) =>
  Object.values(examples[eventType]).map((example) => ({ eventType, body: withNews(example) })),
);

/** As a receiver stores them. */
function observe(eventType: (typeof EVENT_TYPES)[number], body: unknown): Observation[] {
  const result = validate(eventType, body);
  if (!result.valid) throw new Error(JSON.stringify(result.violations));
  return result.observations.map(({ pointer, ...rest }) => ({
    ...{ ...TIMES, ...rest, eventType },
    pointer: pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*'),
  }));
}

async function* only(body: unknown) {
  yield body;
}

describe('The overlay of what was observed', () => {
  test('makes all of it known to the contract', async () => {
    const additions: Addition[] = [];
    for (const { eventType, body } of BODIES)
      for (const observation of observe(eventType, body)) {
        const addition = await additionFor(
          observation,
          async () => (await seenValues(only(body), observation.pointer, 1))[0],
        );
        if (typeof addition === 'string') throw new Error(addition);
        additions.push(addition);
      }
    expect(additions.length).toBeGreaterThan(100);
    const { text = '', leftOut } = overlayOf(contract, additions);
    expect(leftOut).toEqual([]);

    const folder = await mkdtemp(join(tmpdir(), 'overlay-'));
    const overlay = join(folder, 'observed.overlay.yaml');
    await writeFile(overlay, text);
    const root = fileURLToPath(new URL('../../../openapi/openapi.yaml', import.meta.url));
    const grown = await readContract(root, { overlays: [overlay] });
    await rm(folder, { recursive: true });
    expect(grown.warnings).toEqual([]);
    const validators = createInMemoryValidators(grown);
    for (const { eventType, body } of BODIES)
      expect(validators.validate(eventType, body)).toMatchObject({ valid: true, observations: [] });
  });

  test('has a value once, whichever event types had it, and properties of one object together', () => {
    const additions: Addition[] = [
      { kind: 'add-value', eventType: 'TRANSFER_NOTIFICATION', pointer: '/status', value: 'ON_HOLD' },
      { kind: 'add-value', eventType: 'TRANSFER_NOTIFICATION', pointer: '/status', value: 'ON_HOLD' },
      property('/risk', { type: 'number' }),
      property('/reason', { type: 'string' }),
    ];
    expect(parse(overlayOf(contract, additions).text ?? '')).toEqual({
      overlay: '1.0.0',
      info: { title: 'What a receiver has observed', version: '1.0.0' },
      actions: [
        {
          target: '$.components.schemas.TransferStatus',
          update: { enum: ['ON_HOLD'], 'x-enumDescriptions': { ON_HOLD: 'To be described.' } },
        },
        {
          target: '$.components.schemas.TransferNotification',
          update: {
            properties: {
              risk: { type: 'number', description: 'To be described.' },
              reason: { type: 'string', description: 'To be described.' },
            },
          },
        },
      ],
    });
  });

  test('is absent if the contract has everything by now', () => {
    const value = 'PROCESSED';
    const additions: Addition[] = [
      { kind: 'add-value', eventType: 'TRANSFER_NOTIFICATION', pointer: '/status', value },
      property('/transferId', { type: 'string' }),
    ];
    expect(overlayOf(contract, additions)).toEqual({ text: undefined, leftOut: [] });
  });

  test.each([
    ['an event type', { ...property('/a', {}), eventType: 'NEW' }, 'the contract has no object there'],
    ['an event type that objects inherit', { ...property('/a', {}), eventType: 'toString' }, 'no object'],
    ['an object', property('/transferId/a', {}), 'the contract has no object there'],
    ['a list', { kind: 'add-value', pointer: '/transferId', value: 1 }, 'the contract has no list of values'],
  ])('leaves out what belongs to %s that the contract does not have', (_what, part, reason) => {
    const addition = { eventType: 'TRANSFER_NOTIFICATION', ...part } as Addition;
    expect(overlayOf(contract, [addition])).toEqual({
      text: undefined,
      leftOut: [{ addition, reason: expect.stringContaining(reason) }],
    });
  });
});

function property(pointer: string, schema: object): Extract<Addition, { kind: 'add-property' }> {
  return { kind: 'add-property', eventType: 'TRANSFER_NOTIFICATION', pointer, schema: { ...schema } };
}

describe('An observation without an addition', () => {
  const observation = {
    ...TIMES,
    eventType: 'TRANSFER_NOTIFICATION',
    pointer: '/a',
    kind: 'unknown-property',
  };
  test.each([
    ['has a pointer that was cut', { pointer: `/${'a'.repeat(200)}` }, 'its pointer has been cut'],
    ['has a value that was cut', { kind: 'unknown-value', value: 'a'.repeat(200) }, 'its value has been cut'],
    ['has no value', { kind: 'unknown-value' }, 'its value is not known'],
    ['has a number as its name', { pointer: '/*' }, 'its name is a number'],
    ['was in no notification that is still stored', {}, 'no stored notification has it any more'],
  ])('%s', async (_what, part, reason) => {
    const seen = async () => undefined;
    expect(await additionFor({ ...observation, ...part } as Observation, seen)).toContain(reason);
  });
});
