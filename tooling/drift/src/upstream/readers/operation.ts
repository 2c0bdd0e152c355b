import { eventTypeOfPath, isEventTypeName } from '@partner-webhooks/codegen/event-type';
import { type PublishedExample, type PublishedWebhook, type Unread, UnreadableError } from '../published.ts';
import { describeRequest } from '../request.ts';
import { describePayload } from '../schema/properties.ts';
import { isMapping, type Schema, type SchemaSource } from '../schema/schema.ts';
import { unknownKeys } from './known-keys.ts';

/** Where an operation stands. */
export interface Place {
  readonly root: Schema;
  /** Whether its key is a path, not the name of a webhook. */
  readonly isPath: boolean;
  readonly line: number;
  readonly source: SchemaSource;
}

interface ReadOperation {
  readonly webhook?: PublishedWebhook;
  readonly unread: readonly Unread[];
}

/**
 * Reads a path item with a webhook.
 *
 * @returns `undefined` for a path without `POST`: an API has paths that are no webhooks.
 * @throws UnreadableError
 */
export function readOperation(key: string, item: unknown, place: Place): ReadOperation | undefined {
  const { root, isPath, line, source } = place;
  const pathItem = resolved(item, source);
  if (!pathItem) throw new UnreadableError(`expected a path item, found ${JSON.stringify(item)}`, line);
  const operation = resolved(pathItem['post'], source);
  if (!operation) {
    if (isPath && pathItem['post'] === undefined) return undefined;
    throw new UnreadableError('expected an operation under `post`', line);
  }
  const eventType = eventTypeOf(key, operation, line);
  try {
    const { mediaTypes, media } = mediaTypeOf(operation, source, line);
    const { schema } = media;
    if (!isMapping(schema)) throw new UnreadableError('expected a schema for the body', line);
    const { body, properties } = describePayload(schema, source);
    if (properties.length === 0)
      throw new UnreadableError('expected a payload with properties, found none', line);
    const responses = isMapping(operation['responses']) ? operation['responses'] : {};
    const [invalid] = Object.keys(responses).filter((status) => !resolved(responses[status], source));
    if (invalid !== undefined)
      throw new UnreadableError(`expected a response under ${invalid}, found none`, line);
    const request = describeRequest({ document: root, pathItem, operation, mediaTypes, source });
    return {
      webhook: {
        eventType,
        ...(typeof operation['summary'] === 'string' && { title: operation['summary'] }),
        ...(typeof operation['description'] === 'string' && { description: operation['description'] }),
        line,
        body,
        properties,
        payload: { schema, source },
        examples: examplesIn(media, schema, source, line),
        responses: Object.keys(responses),
        request: { ...request, ...(isPath && { path: key }) },
        leavesOut: 'nothing',
      },
      unread: [
        ...unknownKeys('path item', pathItem).map(quoted),
        ...unknownKeys('operation', operation).map(quoted),
        ...unknownKeys('request body', resolved(operation['requestBody'], source)).map(quoted),
        ...unknownKeys('media type', media).map(quoted),
        ...Object.values(responses).flatMap((each) => unknownKeys('response', each).map(quoted)),
        ...otherOperations(pathItem).map((method) => `the operation \`${method}\``),
        ...bodiesOf(responses, source).map((status) => `the body of the response ${status}`),
        ...(isMapping(operation['callbacks']) ? ['`callbacks`'] : []),
      ].map((what) => ({ line, eventType, reason: `${eventType}: ${what} is not compared` })),
    };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { unread: [{ line: error.line ?? line, eventType, reason: `${key}: ${error.reason}` }] };
  }
}

function quoted(key: string): string {
  return `\`${key}\`, which is not a key of OpenAPI,`;
}

function mediaTypeOf(operation: Schema, source: SchemaSource, line: number) {
  const content = resolved(operation['requestBody'], source)?.['content'];
  const mediaTypes = Object.keys(isMapping(content) ? content : {});
  const json = mediaTypes.find((type) => /^application\/([\w.-]+\+)?json\b/i.test(type));
  const media = json !== undefined && isMapping(content) ? content[json] : undefined;
  if (!isMapping(media))
    throw new UnreadableError(
      `expected a body of type application/json, found ${mediaTypes.join(', ') || 'none'}`,
      line,
    );
  return { mediaTypes, media };
}

function examplesIn(media: Schema, schema: Schema, source: SchemaSource, line: number): PublishedExample[] {
  const named = Object.values(isMapping(media['examples']) ? media['examples'] : {})
    .map((example) => resolved(example, source))
    .map((example) => example?.['value']);
  const target = resolved(schema, source) ?? {};
  const ofSchema = Array.isArray(target['examples']) ? target['examples'] : [];
  return [media['example'], ...named, target['example'], ...ofSchema]
    .filter((value) => value !== undefined)
    .map((value) => ({
      value,
      line: typeof value === 'object' && value !== null ? source.lineOf(value as Schema) : line,
    }));
}

/** From the key, the description, or the path. */
function eventTypeOf(key: string, { description, summary }: Schema, line: number): string {
  if (isEventTypeName(key)) return key;
  const mentioned = /related to event ([A-Z][A-Z0-9_]*)/.exec(`${description} ${summary}`)?.[1];
  if (mentioned) return mentioned;
  if (/^\/[a-z][a-z0-9-]*$/.test(key)) return eventTypeOfPath(key);
  throw new UnreadableError('expected an event type as its key, in its description, or as its path', line);
}

function otherOperations(pathItem: Schema): string[] {
  return ['get', 'put', 'patch', 'delete', 'options', 'head', 'trace', 'query'].filter((method) =>
    isMapping(pathItem[method]),
  );
}

/** The successful responses that have a body: a receiver would have to send it. */
function bodiesOf(responses: Schema, source: SchemaSource): string[] {
  return Object.entries(responses)
    .filter(([status]) => /^(2|default)/i.test(status))
    .filter(
      ([, response]) =>
        Object.keys((resolved(response, source)?.['content'] as object | undefined) ?? {}).length > 0,
    )
    .map(([status]) => status);
}

function resolved(value: unknown, source: SchemaSource): Schema | undefined {
  if (!isMapping(value)) return undefined;
  return typeof value['$ref'] === 'string' ? source.resolve(value['$ref']) : value;
}
