import { sValidator } from '@hono/standard-validator';
import { EVENT_TYPES, type Payload } from '@partner-webhooks/types';
import { validate, validators } from '@partner-webhooks/types/validators';
import { validate as transfer } from '@partner-webhooks/types/validators/transfer-notification';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { Hono } from 'hono';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { EXAMPLES } from './contract.ts';

describe('each validator is a Standard Schema', () => {
  it('by the types of the specification', () => {
    expectTypeOf(transfer).toExtend<StandardSchemaV1<Payload<'TRANSFER_NOTIFICATION'>>>();
    expectTypeOf<StandardSchemaV1.InferOutput<typeof transfer>>().toEqualTypeOf<
      Payload<'TRANSFER_NOTIFICATION'>
    >();
    expectTypeOf<StandardSchemaV1.InferInput<typeof validators.RE_TOKEN_PRICES>>().toEqualTypeOf<
      Payload<'RE_TOKEN_PRICES'>
    >();
  });

  it.each(EVENT_TYPES)('%s', (eventType) => {
    const { '~standard': standard } = validators[eventType];
    expect(standard).toEqual({ version: 1, vendor: 'partner-webhooks', validate: expect.any(Function) });
    for (const { body } of EXAMPLES.filter((example) => example.eventType === eventType)) {
      expect(standard.validate(body)).toEqual({ value: body });
      expect(validators[eventType](body)).toEqual(validate(eventType, body));
    }
    expect(standard.validate([])).toEqual({ issues: [{ message: 'must be object', path: [] }] });
  });

  it('with paths of names and indexes', () => {
    const { '~standard': standard } = validators.ONBOARDING_NOTIFICATION;
    const result = standard.validate({ validationErrors: [{}, { errorType: 1 }] });
    expect(result.issues).toContainEqual({
      message: 'must be string',
      path: ['validationErrors', 1, 'errorType'],
    });
  });

  it('so that Hono takes it', async () => {
    const app = new Hono().post('/', sValidator('json', transfer), (c) => {
      const payload = c.req.valid('json');
      expectTypeOf(payload).toEqualTypeOf<Payload<'TRANSFER_NOTIFICATION'>>();
      return c.text(payload.transferId);
    });
    const send = (body: unknown) =>
      app.request('/', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const example = EXAMPLES.find(({ eventType }) => eventType === 'TRANSFER_NOTIFICATION');
    expect(await (await send(example?.body)).text()).toBe(example?.body['transferId']);
    expect((await send({})).status).toBe(400);
  });
});
