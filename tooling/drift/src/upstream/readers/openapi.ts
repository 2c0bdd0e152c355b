import { eventTypeOfPath, isEventTypeName } from '@partner-webhooks/codegen/event-type';
import { parseFragment, valueAt } from '@partner-webhooks/types/json-pointer';
import { isMap, isNode, LineCounter, type Node, parseDocument } from 'yaml';
import { propertiesOf } from '../properties.ts';
import {
  type Publication,
  type PublishedExample,
  type PublishedWebhook,
  UnreadableError,
} from '../published.ts';
import type { Schema } from '../schema.ts';

/** Whether a text is an OpenAPI document, in JSON or YAML. */
export function isOpenApi(text: string): boolean {
  return /^\s*\{[\s\S]*"openapi"\s*:/.test(text) || /^openapi\s*:/m.test(text);
}

/** Reads an OpenAPI document of version 3.0 or 3.1. @throws UnreadableError */
export function readOpenApi(text: string): Publication {
  return { form: 'OpenAPI', webhooks: webhooksIn(text) };
}

/**
 * The webhooks of a document: its `webhooks` or, without them, the `POST` operations of its `paths`.
 *
 * @param firstLine the line of the source at which the document begins.
 * @throws UnreadableError
 */
export function webhooksIn(text: string, firstLine = 1): PublishedWebhook[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  if (document.errors.some(({ code }) => code === 'MULTIPLE_DOCS'))
    throw new UnreadableError('expected one document, found several');
  const [error] = document.errors;
  if (error)
    throw new UnreadableError(error.message.split('\n')[0] ?? 'the YAML is invalid', lineAt(error.pos[0]));
  const root = document.toJS() as Schema;
  const lineNumbers = new Map<unknown, number>();
  // Values have no line numbers; their nodes do.
  const note = (value: unknown, path: readonly unknown[]): void => {
    if (typeof value !== 'object' || value === null) return;
    const node = document.getIn(path, true);
    if (isNode(node)) lineNumbers.set(value, lineAt(startOf(node)));
    for (const [key, inner] of Object.entries(value))
      note(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  note(root, []);
  const lineOf = (value: unknown) => lineNumbers.get(value) ?? firstLine;
  const resolve = (ref: string): Schema => {
    const found = ref.startsWith('#/') ? valueAt(root, parseFragment(ref)) : undefined;
    if (typeof found !== 'object' || found === null)
      throw new UnreadableError(`the reference ${ref} leads to nothing`, firstLine);
    return found as Schema;
  };

  return Object.entries((root['webhooks'] ?? root['paths'] ?? {}) as Record<string, Schema>).flatMap(
    ([key, item]) => {
      const operation = item['post'] as Schema | undefined;
      if (!operation) return [];
      const line = lineOf(item);
      const media = mediaType(operation, resolve, line);
      const schema = media['schema'] as Schema | undefined;
      if (!schema) throw new UnreadableError(`${key} has no schema for its body`, line);
      return [
        {
          eventType: eventTypeOf(key, operation, line),
          ...(typeof operation['summary'] === 'string' && { title: operation['summary'] }),
          line,
          properties: propertiesOf(schema, { resolve, lineOf }),
          payload: { schema, source: { resolve, lineOf } },
          examples: examplesIn(media, schema, resolve, line, lineOf),
          responses: Object.keys((operation['responses'] ?? {}) as object),
          leavesOut: 'nothing' as const,
        },
      ];
    },
  );
}

function mediaType(operation: Schema, resolve: (ref: string) => Schema, line: number): Schema {
  const body = operation['requestBody'] as Schema | undefined;
  const resolved = typeof body?.['$ref'] === 'string' ? resolve(body['$ref']) : body;
  const media = (resolved?.['content'] as Record<string, Schema> | undefined)?.['application/json'];
  if (!media) throw new UnreadableError('expected a body of type application/json', line);
  return media;
}

function examplesIn(
  media: Schema,
  schema: Schema,
  resolve: (ref: string) => Schema,
  line: number,
  lineOf: (value: unknown) => number,
): PublishedExample[] {
  const named = Object.values((media['examples'] ?? {}) as Record<string, Schema>).map((example) =>
    typeof example['$ref'] === 'string' ? resolve(example['$ref']) : example,
  );
  const target = typeof schema['$ref'] === 'string' ? resolve(schema['$ref']) : schema;
  return [media['example'], ...named.map((example) => example['value']), target['example']]
    .filter((value) => value !== undefined)
    .map((value) => ({ value, line: lineOf(value) || line }));
}

/** From the key, the description, or the path. */
function eventTypeOf(key: string, { description, summary }: Schema, line: number): string {
  if (isEventTypeName(key)) return key;
  const mentioned = /related to event ([A-Z][A-Z0-9_]*)/.exec(`${description} ${summary}`)?.[1];
  if (mentioned) return mentioned;
  if (/^\/[a-z][a-z0-9-]*$/.test(key)) return eventTypeOfPath(key);
  throw new UnreadableError(
    `${key} has no event type: expected one as its key, in its description, or as its path`,
    line,
  );
}

/** The position of the first key of a mapping: its node may begin at a bracket before. */
function startOf(node: Node): number {
  const first = isMap(node) ? node.items[0]?.key : undefined;
  return (isNode(first) ? first.range?.[0] : undefined) ?? node.range?.[0] ?? 0;
}
