import { commentText } from '../output.ts';
import type { Decisions, WebhookDecisions } from './decisions.ts';
import { scalar } from './settings-file.ts';

/**
 * An overlay with everything that is to be decided about a document. As it is, it changes nothing: each value is the one that
 * counts without it, so a person replaces what is wrong.
 */
export function overlayText({ title, webhooks }: Decisions): string {
  return `# What ${commentText(title)} does not say: an overlay (OpenAPI Overlay 1.0) that \`generate\` applies to the document.
# The values are those that count without it. Replace what is wrong, and remove what you do not need.
#
# x-event-type   the name of the webhook in code
# x-path         the path at which a receiver serves it
# x-subject      the property that identifies what a notification is about, or false; beside it are candidates
# x-occurred-at  the property with the sender's clock, or false; beside it are candidates
#
# An overlay can change everything else, too: \`x-extensible: true\` opens one enum, \`security\` says what a request needs.
overlay: 1.0.0
info: { title: ${JSON.stringify(`Decisions about ${title}`)}, version: 1.0.0 }
actions:
${webhooks.flatMap(actionsOf).join('\n')}
`;
}

function actionsOf({ target, eventType, constants, path, operation }: WebhookDecisions): string[] {
  const names = [
    ...(eventType === undefined
      ? []
      : [
          line(
            'x-event-type',
            scalar(eventType),
            constants.map((each) => `the payload has ${each}`),
          ),
        ]),
    ...(path === undefined ? [] : [line('x-path', scalar(path), [])]),
  ];
  const { subject = [], occurredAt = [] } = operation ?? {};
  const properties = [
    ...(subject.length === 0 ? [] : [line('x-subject', 'false', subject)]),
    ...(occurredAt.length === 0 ? [] : [line('x-occurred-at', 'false', occurredAt)]),
  ];
  if (!operation) return names.length === 0 ? [] : [action(target, names)];
  // A reference stands for the operation, so that it can only be changed where the reference leads.
  if (operation.target !== `${target}.${operation.method}`)
    return [...(names.length === 0 ? [] : [action(target, names)]), action(operation.target, properties)];
  return [
    action(target, [
      ...names,
      `${INDENTATION}${operation.method}:`,
      ...properties.map((each) => `  ${each}`),
    ]),
  ];
}

const INDENTATION = ' '.repeat(6);

function action(target: string, lines: readonly string[]): string {
  return [`  - target: ${scalar(target)}`, '    update:', ...lines].join('\n');
}

function line(key: string, value: string, remarks: readonly string[]): string {
  return `${INDENTATION}${key}: ${value}${remarks.length === 0 ? '' : ` # ${remarks.map(commentText).join(', ')}`}`;
}
