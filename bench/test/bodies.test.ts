import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readContract } from '@partner-webhooks/codegen';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { validate } from '@partner-webhooks/types/validators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODIES } from '../src/bodies.ts';
import { grownContract } from '../src/grown-contract.ts';

const numbers = fc.integer({ min: 0, max: 999_999_999_999 });

describe('what contenders are sent', () => {
  it('is one body for each event type', () => {
    expect(BODIES.map(({ eventType }) => eventType)).toEqual(EVENT_TYPES);
  });

  it.each(BODIES)('is valid and new each time: $eventType', ({ eventType, unique }) => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        expect(validate(eventType, JSON.parse(unique(one)))).toMatchObject({ valid: true });
        expect(unique(one) === unique(other)).toBe(one === other);
      }),
    );
  });
});

describe('a contract that has grown', () => {
  it.each([1, EVENT_TYPES.length, EVENT_TYPES.length + 1, 100])('has %i webhooks', async (webhooks) => {
    const root = await grownContract(webhooks);
    const contract = await readContract(root);
    expect(contract.webhooks).toHaveLength(webhooks);
    // Each with a payload of its own: a copy that shares one costs less than a webhook does.
    expect(new Set(contract.webhooks.map(({ schema }) => schema)).size).toBe(webhooks);
    expect(contract.warnings).toEqual([]);
    await rm(dirname(root), { recursive: true });
  });
});
