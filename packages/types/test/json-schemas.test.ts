import { readFileSync } from 'node:fs';
import { kebabCase } from '@partner-webhooks/codegen/event-type';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { validate } from '@partner-webhooks/types/validators';
import { describe, expect, it } from 'vitest';
import { EXAMPLES, locationsIn, mutated, payloadOf } from './contract.ts';

/** What is used of `@hyperjump/json-schema`, a validator that shares no code with ours. */
interface Hyperjump {
  registerSchema(schema: object, uri: string): void;
  unregisterSchema(uri: string): void;
  validate(uri: string): Promise<(body: unknown) => { readonly valid: boolean }>;
}

// By a name that the compiler does not follow: its declarations do not compile here, where those of packages are checked.
const HYPERJUMP = ['@hyperjump/json-schema', 'draft-2020-12'].join('/');
const hyperjump = (await import(/* @vite-ignore */ HYPERJUMP)) as Hyperjump;

function schemaOf(eventType: string): { readonly $id: string; readonly $schema: string } {
  const file = import.meta.resolve(`@partner-webhooks/types/schemas/${kebabCase(eventType)}.json`);
  return JSON.parse(readFileSync(new URL(file), 'utf8'));
}

describe.each(EVENT_TYPES)('the JSON Schema of %s', (eventType) => {
  const schema = schemaOf(eventType);

  it('refers to nothing outside of it, and its name is no address', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.$id).toBe(`urn:webhook:partner-webhooks:${kebabCase(eventType)}`);
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
    expect(references.filter((target) => !target?.startsWith('#/$defs/'))).toEqual([]);
  });

  it('validates examples, and examples with one thing changed, as the validators do', async () => {
    hyperjump.registerSchema(schema, schema.$id);
    const validateBody = await hyperjump.validate(schema.$id);
    hyperjump.unregisterSchema(schema.$id);
    let validated = 0;
    for (const { body } of EXAMPLES.filter((example) => example.eventType === eventType)) {
      const bodies: unknown[] = [body, { ...body, notKnownYet: 1 }];
      for (const { path } of locationsIn(payloadOf(eventType), body))
        bodies.push(
          ...[{ value: 'NOT_KNOWN_YET' }, { value: 1 }, { value: null }].map((change) =>
            mutated(body, path, change),
          ),
          ...(typeof path.at(-1) === 'string' ? [mutated(body, path, 'dropped')] : []),
        );
      for (const each of bodies) {
        // It notes formats, and asserts none.
        const verdict = validate(eventType, each);
        const isFormat = !verdict.valid && verdict.violations.every(({ code }) => code === 'format');
        expect(validateBody(each).valid, JSON.stringify(each)).toBe(verdict.valid || isFormat);
        validated += 1;
      }
    }
    expect(validated).toBeGreaterThan(5);
  });
});
