import type { Comparison } from './compare.ts';
import type { Difference, DifferenceKind } from './difference.ts';

/** A comparison and its source. */
export interface Reported extends Comparison {
  readonly source: string;
  readonly form: string;
}

/** The report for people: the differences, their lines, and what to do. */
export function textReport({ source, form, differences, compared }: Reported): string {
  const { webhooks, properties, examples } = compared;
  const head = `${source} (${form}): ${webhooks} webhooks, ${properties} properties and ${examples} examples compared`;
  if (differences.length === 0) return `${head}. No drift.\n`;
  const lines = differences.map((each) => `  line ${String(each.line).padEnd(5)} ${sentence(each)}`);
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  const advice = kinds.map((kind) => `  ${kind}: ${ADVICE[kind]}`);
  return `${head}: ${differences.length} differ.\n\n${lines.join('\n')}\n\nWhat to do:\n${advice.join('\n')}\n`;
}

/** The report for programs: one object per source. */
export function jsonReport({ differences, ...rest }: Reported): string {
  return `${JSON.stringify({
    ...rest,
    differences: differences.map((each) => ({ ...each, message: sentence(each) })),
  })}\n`;
}

/** The report for GitHub: one annotation per difference, at its line of the source. */
export function annotations({ source, differences }: Reported): string {
  return differences
    .map(
      (each) =>
        `::warning file=${property(source)},line=${each.line},title=${property(each.kind)}::${data(sentence(each))}\n`,
    )
    .join('');
}

/** A difference as a sentence. */
export function sentence(difference: Difference): string {
  const { kind, eventType } = difference;
  const location = 'pointer' in difference ? `${eventType} ${difference.pointer}` : eventType;
  return `${kind}: ${location}${detail(difference)}`;
}

function detail(difference: Difference): string {
  switch (difference.kind) {
    case 'type-changed':
    case 'format-changed':
      return ` is ${difference.published}, in the contract ${difference.contract}`;
    case 'value-added':
    case 'value-removed':
      return ` ${JSON.stringify(difference.value)}`;
    case 'example-rejected':
      return ` ${difference.reason}`;
    case 'response-added':
    case 'response-removed':
      return ` ${difference.status}`;
    case 'webhook-added':
      return difference.webhook.title === undefined ? '' : ` “${difference.webhook.title}”`;
    default:
      return '';
  }
}

const ADVICE: Readonly<Record<DifferenceKind, string>> = {
  'webhook-added': 'draft it with --write; until the contract has it, its notifications are quarantined.',
  'webhook-removed':
    'ask the platform for the date of the last notification, and keep receiving it until then.',
  'property-added': 'draft it with --write; until then it is accepted and observed.',
  'property-removed':
    'if the contract requires it, make it optional before it is removed, or notifications are rejected.',
  'type-changed':
    'ask the platform for the date; if both are sent for a while, let the contract accept both.',
  'format-changed':
    'ask the platform for the date; if both are sent for a while, let the contract accept both.',
  'now-required': 'require it in the contract when the platform always sends it, not earlier.',
  'no-longer-required':
    'make it optional in the contract before it goes live, or notifications are rejected.',
  'value-added': 'draft it with --write; until then it is accepted and observed.',
  'value-removed': 'keep it in the contract as long as notifications with it can be received or replayed.',
  'example-rejected':
    'the contract rejects a body that the platform shows: find out which of the two is wrong.',
  'response-added': 'check whether a receiver has to send it.',
  'response-removed': 'check which status the platform now expects for success.',
};

// https://docs.github.com: a line break ends a workflow command; a comma or a colon ends a property.
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
