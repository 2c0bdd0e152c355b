import { EVENT_TYPES } from '@partner-webhooks/types';
import document from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { expect, it } from 'vitest';
import { type SendingContract, sendingOf, withoutReferences } from '../src/index.ts';

const contract = withoutReferences(document as unknown as SendingContract);

it.each(EVENT_TYPES)('%s is sent as the contract says', (eventType) => {
  expect(sendingOf(contract, eventType)).toEqual({
    method: 'POST',
    contentType: 'application/json',
    security: [{ type: 'apiKey', in: 'header', name: 'api-key', description: expect.any(String) }],
    headers: [],
    acknowledgement: 200,
  });
});

it.each([
  [['200', '202', 'default'], 200],
  [['204', '202', '400'], 202],
  [['2XX'], 200],
  [[], 200],
])('with the responses %j, a receiver acknowledges with %i', (statuses, acknowledgement) => {
  const responses = Object.fromEntries(statuses.map((status) => [status, {}]));
  const other = { webhooks: { thing: { put: { responses } } } };
  expect(sendingOf(other, 'thing')).toMatchObject({ method: 'PUT', acknowledgement });
});
