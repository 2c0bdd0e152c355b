import { isEventTypeName } from '@partner-webhooks/codegen/event-type';
import { parseFragment, valueAt } from '@partner-webhooks/types/json-pointer';
import { type Publication, type PublishedWebhook, type Unread, UnreadableError } from '../published.ts';
import { isMapping, type Schema } from '../schema/schema.ts';
import { type DocumentLines, parseWithLines } from './document-lines.ts';
import { unknownKeys } from './known-keys.ts';
import { readOperation } from './operation.ts';

/** Whether a text is an OpenAPI document, in JSON or YAML. */
export function isOpenApi(text: string): boolean {
  return /^\s*\{[\s\S]*"(openapi|swagger)"\s*:/.test(text) || /^["']?(openapi|swagger)["']?\s*:/m.test(text);
}

/** Reads an OpenAPI document of version 3.0 or 3.1. @throws UnreadableError */
export function readOpenApi(text: string): Publication {
  return { form: 'OpenAPI', notShown: [], ...webhooksIn(text) };
}

/**
 * The webhooks of a document: its `webhooks` or, without them, the `POST` operations of its `paths`. A webhook that cannot be
 * read is unread; the others are read.
 *
 * @param firstLine the line of the source at which the document begins.
 * @throws UnreadableError if the document cannot be parsed.
 */
export function webhooksIn(
  text: string,
  firstLine = 1,
): { readonly webhooks: PublishedWebhook[]; readonly unread: Unread[] } {
  const document = parseWithLines(text, firstLine);
  const { root } = document;
  rejectOtherVersions(root, document.lineOf(root));
  const hasWebhooks = isMapping(root['webhooks']) && Object.keys(root['webhooks']).length > 0;
  const items = hasWebhooks ? root['webhooks'] : root['paths'];
  const source = { lineOf: document.lineOf, resolve: (ref: string) => resolveIn(document, ref) };
  const webhooks: PublishedWebhook[] = [];
  const unread: Unread[] = unknownKeys('document', root).map((key) => ({
    line: document.lineOf(root),
    reason: `\`${key}\`, which is not a key of OpenAPI, is not compared`,
  }));
  for (const [key, item] of Object.entries(isMapping(items) ? items : {})) {
    const line = isMapping(item) ? document.lineOf(item) : document.lineOf(items as Schema);
    try {
      const read = readOperation(key, item, { root, isPath: !hasWebhooks, line, source });
      if (read?.webhook) webhooks.push(read.webhook);
      unread.push(...(read?.unread ?? []));
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      const belongsTo = isEventTypeName(key) ? { eventType: key } : { hidesWebhook: true };
      unread.push({ line: error.line ?? line, reason: `${key}: ${error.reason}`, ...belongsTo });
    }
  }
  return { webhooks, unread };
}

function rejectOtherVersions({ openapi, swagger }: Schema, line: number): void {
  if (swagger !== undefined)
    throw new UnreadableError(
      `expected OpenAPI 3.0 or 3.1, found Swagger ${String(swagger)}: convert the document to OpenAPI 3 and compare that`,
      line,
    );
  if (!/^3\.[0-2](\.\d+)?$/.test(String(openapi)))
    throw new UnreadableError(
      `expected OpenAPI 3.0, 3.1 or 3.2, found \`openapi: ${String(openapi)}\``,
      line,
    );
}

/** The target of a reference, through further references. */
function resolveIn({ root, lineOf }: DocumentLines, ref: string): Schema {
  const seen = new Set<string>();
  let current = ref;
  for (;;) {
    const line = lineOf(root);
    if (seen.has(current)) throw new UnreadableError(`the reference ${current} leads to itself`, line);
    seen.add(current);
    if (!current.startsWith('#'))
      throw new UnreadableError(
        `the reference ${current} leads to another document: bundle the documents into one, and compare that`,
        line,
      );
    const found = current.startsWith('#/') ? valueAt(root, tokensOf(current, line)) : undefined;
    if (found === true) return {};
    if (!isMapping(found)) throw new UnreadableError(`the reference ${current} leads to nothing`, line);
    if (typeof found['$ref'] !== 'string' || Object.keys(found).length > 1) return found;
    current = found['$ref'];
  }
}

function tokensOf(ref: string, line: number): string[] {
  try {
    return parseFragment(ref);
  } catch {
    throw new UnreadableError(
      `the reference ${ref} is not a JSON Pointer in a URI fragment (RFC 6901)`,
      line,
    );
  }
}
