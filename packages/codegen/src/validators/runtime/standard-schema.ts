// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

import { parsePointer } from './json-pointer.ts';
import type { StandardProperties, Validation } from './validation.ts';

/** The properties by which other libraries use a validator: Standard Schema, version 1 (https://standardschema.dev). */
export function standardProperties<Payload>(
  validate: (body: unknown) => Validation<Payload>,
): StandardProperties<Payload> {
  return {
    version: 1,
    vendor: 'partner-webhooks',
    validate: (value) => {
      const result = validate(value);
      if (result.valid) return { value: result.payload };
      return {
        issues: result.violations.map(({ pointer, message }) => ({ message, path: pathOf(pointer, value) })),
      };
    },
  };
}

/** The path of a pointer into a value; the index of an array is a number. */
function pathOf(pointer: string, value: unknown): (string | number)[] {
  let parent = value;
  return parsePointer(pointer).map((token) => {
    const isIndex = Array.isArray(parent);
    parent = (parent as Readonly<Record<string, unknown>> | null | undefined)?.[token];
    return isIndex ? Number(token) : token;
  });
}
