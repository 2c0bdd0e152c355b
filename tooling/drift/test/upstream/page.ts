import { STATUS_CODES } from 'node:http';
import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { stringify } from 'yaml';

// Writes what a platform publishes in each of the forms that are read, from the contract. So the tests need no published page, and
// can have it changed in one location.

export type Schema = { [keyword: string]: unknown };

/** One webhook, for each form to be made from. */
export interface PageWebhook {
  eventType: string;
  title: string;
  path: string;
  schema: Schema;
  example: Record<string, unknown>;
  responses: string[];
}

/** A form in which a page can be. */
export type Form = 'text' | 'HTML' | 'Markdown' | 'OpenAPI 3.0 in JSON' | 'OpenAPI 3.1 in YAML';

/** All that the contract has, as a page of its own that a test may change. Tests know its first section. */
export function pageOfContract(): PageWebhook[] {
  const first = 'CUSTOMER_NOTIFICATION' as const;
  return [first, ...EVENT_TYPES.filter((each) => each !== first)].map((eventType) => {
    const { post } = contract.webhooks[eventType];
    const { schema, examples } = post.requestBody.content['application/json'];
    const { path }: RegistryEntry = registry[eventType];
    return {
      eventType,
      title: `${post.summary} as published`,
      path,
      schema: withoutReferences(schema) as Schema,
      example: structuredClone(examples.published.value) as Record<string, unknown>,
      responses: ['200'],
    };
  });
}

/** The page in a form. */
export const FORMS: Readonly<Record<Form, (page: readonly PageWebhook[]) => string>> = {
  text: asText,
  HTML: asHtml,
  Markdown: asMarkdown,
  'OpenAPI 3.0 in JSON': (page) => `${JSON.stringify(asPaths(page), null, 2)}\n`,
  'OpenAPI 3.1 in YAML': (page) => stringify(asWebhooks(page), { aliasDuplicateObjects: false }),
};

/** Whether a page folds a property away: objects, lists of them, and alternatives. */
export function isFolded(property: Schema): boolean {
  const { type } = (property['items'] as Schema | undefined) ?? property;
  return type === 'object' || type === undefined;
}

/** The properties of an object. */
export function propertiesIn(schema: Schema): Record<string, Schema> {
  return schema['properties'] as Record<string, Schema>;
}

/** A schema that contains itself is cut off inside itself: a reader does not look there. */
function withoutReferences(value: unknown, outer: readonly string[] = []): unknown {
  const inside = (inner: unknown) => withoutReferences(inner, outer);
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...rest } = value as Schema;
  if (typeof $ref !== 'string')
    return Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, inside(inner)]));
  const schemas: Record<string, Schema> = contract.components.schemas as object as Record<string, Schema>;
  const target = schemas[$ref.replace('#/components/schemas/', '')];
  return outer.includes($ref) ? { type: target?.['type'] } : withoutReferences(target, [...outer, $ref]);
}

function asText(page: readonly PageWebhook[]): string {
  return [
    ...['Logo', '  • Home', '    • Webhooks', 'On this page', '', 'Last updated 3 days ago', ''],
    ...page.map(({ title }) => `  • POST${title}`),
    '',
    ...page.flatMap((webhook) => [...sectionLines(webhook), '']),
  ].join('\n');
}

function sectionLines({ title, eventType, path, schema, example, responses }: PageWebhook): string[] {
  const body = JSON.stringify(example, null, 2);
  return [
    ...[title, '', 'post', '', `Tells of event ${eventType}`, '', 'Body'],
    ...propertyLines(schema),
    'Responses',
    ...responses.flatMap((status) => [status, STATUS_CODES[status] ?? '']),
    ...[
      'post',
      `POST ${path} HTTP/1.1`,
      'Host: client',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
    ],
    ...body.split('\n'),
    ...[responses[0] ?? '', '', 'OK', '', 'No content'],
  ];
}

/** Objects, and lists of them, are folded away on the page. */
function propertyLines(schema: Schema): string[] {
  const required = (schema['required'] as string[] | undefined) ?? [];
  return Object.entries(propertiesIn(schema)).flatMap(([name, property]) => {
    const items = property['items'] as Schema | undefined;
    const shown = items ?? property;
    if (isFolded(property)) return [];
    const format = shown['enum'] ? 'enum' : shown['format'];
    const kind = `${shown['type']}${format === undefined ? '' : ` · ${format}`}${items ? '[]' : ''}`;
    const presence = required.includes(name) ? 'Required' : 'Optional';
    return [`${name}${kind}${presence}${shown['enum'] ? 'Possible values:' : ''}`];
  });
}

function asHtml(page: readonly PageWebhook[]): string {
  const listed = page.map(({ title }) => `<li><a href="#x"><span>POST</span>${title}</a></li>`);
  const sections = page.map(({ title, eventType, path, schema, example, responses }) => {
    const body = JSON.stringify(example, null, 2).replaceAll('"', '&quot;');
    const properties = propertyLines(schema).map((line) => {
      const [, name = '', rest = ''] = /^(.*?)((?:string|number|integer|boolean).*)$/.exec(line) ?? [];
      return `<div><span>${name}</span><span>${rest}</span></div>`;
    });
    return `<section><h2>${title}</h2><div>post</div><p>Tells of event <code>${eventType}</code></p>
      <h4>Body</h4>${properties.join('')}<h4>Responses</h4>
      ${responses.map((status) => `<div>${status}</div><p>OK</p>`).join('')}
      <div>post</div><pre>POST ${path} HTTP/1.1\nHost: client\nContent-Type: application/json\n\n${body}</pre>
      <div>${responses[0]}</div><p>OK</p><p>No content</p></section>`;
  });
  return `<!DOCTYPE html><html><head><title>Webhooks</title><style>p { color: red }</style></head><body>
    <nav><ul><li>Home</li></ul></nav><h1>Webhooks</h1><ul>${listed.join('')}</ul>${sections.join('\n')}
    </body></html>`;
}

function asMarkdown(page: readonly PageWebhook[]): string {
  const sections = page.map((webhook) => {
    const document = JSON.stringify(asPaths([webhook]));
    return `## ${webhook.title}\n\n> What it tells\n\n\`\`\`json\n${document}\n\`\`\`\n`;
  });
  return `# Webhooks\n\nSome words.\n\n\`\`\`sh\ncurl example\n\`\`\`\n\n${sections.join('\n')}`;
}

function asPaths(page: readonly PageWebhook[]): object {
  return {
    openapi: '3.0.3',
    info: { title: 'Webhooks', version: '1.0' },
    paths: Object.fromEntries(page.map((webhook) => [webhook.path, { post: operation(webhook) }])),
    components: { schemas: Object.fromEntries(page.map((each) => [nameOf(each), each.schema])) },
  };
}

function asWebhooks(page: readonly PageWebhook[]): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Webhooks', version: '1.0' },
    webhooks: Object.fromEntries(page.map((webhook) => [webhook.eventType, { post: operation(webhook) }])),
    components: { schemas: Object.fromEntries(page.map((each) => [nameOf(each), each.schema])) },
  };
}

function operation(webhook: PageWebhook): object {
  const { title, eventType, example, responses } = webhook;
  return {
    summary: title,
    description: `Tells of what is related to event ${eventType}`,
    requestBody: {
      content: {
        'application/json': { schema: { $ref: `#/components/schemas/${nameOf(webhook)}` }, example },
      },
    },
    responses: Object.fromEntries(responses.map((status) => [status, { description: 'OK' }])),
  };
}

function nameOf({ eventType }: PageWebhook): string {
  return `${eventType}_BODY`;
}
