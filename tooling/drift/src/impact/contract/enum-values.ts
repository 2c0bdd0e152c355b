import type { Contract } from '@partner-webhooks/codegen';

/** All values of all enums of a contract. */
export function enumValues({ document }: Contract): Set<unknown> {
  const values = new Set<unknown>();
  const collect = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, inner] of Object.entries(schema)) {
      if (key === 'enum' && Array.isArray(inner)) for (const value of inner) values.add(value);
      collect(inner);
    }
  };
  collect(document.components?.schemas);
  return values;
}
