import type { Oas3_1Definition, Oas3_1Schema, Oas3MediaType, Oas3RequestBody } from '@redocly/openapi-core';
import type { Findings } from './findings.ts';
import { resolveAt } from './schema.ts';
import { escapeToken } from './validators/runtime/json-pointer.ts';

/**
 * The JSON body of a request: its first JSON media type with a schema. Says which others are left out.
 *
 * @param pointer where the request body is.
 */
export function jsonMediaType(
  document: Oas3_1Definition,
  { content }: Oas3RequestBody<Oas3_1Schema>,
  pointer: string,
  findings: Findings,
): { readonly media: Oas3MediaType<Oas3_1Schema>; readonly pointer: string } | undefined {
  const all = Object.entries(content ?? {}).flatMap(([type, given]) => {
    if (typeof given !== 'object' || given === null) return [];
    const at = `${pointer}/content/${escapeToken(type)}`;
    const media = resolveAt<Oas3MediaType<Oas3_1Schema>>(document, given, at, findings);
    return media ? [{ type, media, pointer: at }] : [];
  });
  const withSchema = all.filter(({ media }) => media.schema !== undefined && media.schema !== null);
  const chosen =
    withSchema.find(({ type }) => isJson(type)) ??
    withSchema.find(({ type }) => ANY_TYPES.has(essence(type)));
  if (!chosen) return undefined;
  if (!isJson(chosen.type)) findings.warn(chosen.pointer, `\`${chosen.type}\` is read as JSON`);
  for (const other of all)
    if (other !== chosen)
      findings.warn(
        other.pointer,
        `bodies are validated as \`${chosen.type}\`; \`${other.type}\` is left out`,
      );
  return chosen;
}

const ANY_TYPES: ReadonlySet<string> = new Set(['*/*', 'application/*']);

/** Whether a body of this media type is read as JSON; that of a range, such as any type, is. */
export function isReadAsJson(type: string): boolean {
  return isJson(type) || ANY_TYPES.has(essence(type));
}

function isJson(type: string): boolean {
  return /^(?:application\/json|text\/json|[^/]+\/[^/]+\+json)$/.test(essence(type));
}

/** A media type without its parameters (RFC 9110, section 8.3.1). */
function essence(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}
