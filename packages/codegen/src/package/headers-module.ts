import type { Contract } from '../contract.ts';
import type { Finding } from '../findings.ts';
import { type OutputFile, objectLiteral, script } from '../output.ts';
import { escapeToken } from '../validators/runtime/json-pointer.ts';
import type { Validators } from '../validators/validators.ts';
import type { HeaderRule, RequestHeaders } from './request-headers.ts';

/** The module `headers`: how the headers that the contract describes are checked. `parse` and receivers use it. */
export function headersModule(
  contract: Contract,
  { headers }: RequestHeaders,
  { headerChecks }: Validators,
): { readonly files: readonly OutputFile[]; readonly warnings: readonly Finding[] } {
  const warnings: Finding[] = [];
  const imports = new Map<string, Set<string>>();
  const code = (eventType: string, { name, required, form, schema }: HeaderRule): string => {
    const { path, identifier } = headerChecks.get(schema) ?? {};
    if (path !== undefined && identifier !== undefined)
      imports.set(path, new Set([...(imports.get(path) ?? []), identifier]));
    else
      warnings.push({
        pointer: `/webhooks/${escapeToken(eventType)}`,
        message: `the schema of the header \`${name}\` cannot be checked; only its presence is`,
      });
    const rule = JSON.stringify({ name, required, form });
    return `${rule.slice(0, -1)},"check":${identifier ?? '() => {}'}}`;
  };
  const entries = headers.map(
    ([eventType, rules]) =>
      [eventType, `[${rules.map((rule) => code(eventType, rule)).join(', ')}]`] as const,
  );
  const lines = [...imports].map(
    ([path, names]) => `import { ${[...names].sort().join(', ')} } from "./validators/${path}";`,
  );
  const text = `${lines.join('\n')}\n\nexport const headers = ${objectLiteral(entries)};`;
  return {
    files: [script(contract, 'headers.js', text), script(contract, 'headers.d.ts', DECLARATIONS)],
    warnings,
  };
}

const DECLARATIONS = `
import type { HeaderRule } from "./validators/internal/request.js";

export type { HeaderRule } from "./validators/internal/request.js";

/** The headers that the contract describes, of the event types that have some. */
export declare const headers: Readonly<Record<string, readonly HeaderRule[]>>;
`;
