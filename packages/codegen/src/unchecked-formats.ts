import type { Contract } from './contract.ts';
import type { Finding } from './findings.ts';
import { walkSchema } from './schema.ts';
import { schemasOf } from './walk-document.ts';

/** Warnings about formats that no validator checks, at each place. */
export function warnOfFormats({ document }: Contract, unchecked: readonly string[]): Finding[] {
  const found: Finding[] = [];
  if (unchecked.length === 0) return found;
  for (const { schema, pointer } of schemasOf({
    components: { schemas: document.components?.schemas ?? {} },
  }))
    walkSchema(
      schema,
      ({ format }, at) => {
        if (typeof format !== 'string' || !unchecked.includes(format)) return;
        found.push({
          pointer: `${at}/format`,
          message: `format \`${format}\` is unknown; it is not checked`,
        });
      },
      pointer,
    );
  return found;
}
