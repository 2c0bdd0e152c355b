import type { Comparison } from './compare.ts';
import type { Difference, DifferenceKind } from './difference.ts';

/** A comparison and where what was compared came from. */
export interface Reported extends Comparison {
  readonly source: string;
  readonly form: string;
}

/** For people: what differs, where, and what to do. */
export function textReport({ source, form, differences, compared }: Reported): string {
  const { webhooks, properties, examples } = compared;
  const head = `${source} (${form}): ${webhooks} webhooks, ${properties} properties and ${examples} examples compared`;
  if (differences.length === 0) return `${head}. No drift.\n`;
  const lines = differences.map((each) => `  line ${String(each.line).padEnd(5)} ${sentence(each)}`);
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  const advice = kinds.map((kind) => `  ${kind}: ${ADVICE[kind]}`);
  return `${head}: ${differences.length} differ.\n\n${lines.join('\n')}\n\nWhat to do:\n${advice.join('\n')}\n`;
}

/** For programs: one object a source. */
export function jsonReport({ differences, ...rest }: Reported): string {
  return `${JSON.stringify({
    ...rest,
    differences: differences.map((each) => ({ ...each, message: sentence(each) })),
  })}\n`;
}

/** For GitHub: one annotation for each difference, at its line of the source. */
export function annotations({ source, differences }: Reported): string {
  return differences
    .map(
      (each) =>
        `::warning file=${property(source)},line=${each.line},title=${property(each.kind)}::${data(sentence(each))}\n`,
    )
    .join('');
}

/** One difference in words. */
export function sentence(difference: Difference): string {
  const { kind, eventType } = difference;
  const place = 'pointer' in difference ? `${eventType} ${difference.pointer}` : eventType;
  return `${kind}: ${place}${detail(difference)}`;
}

function detail(difference: Difference): string {
  switch (difference.kind) {
    case 'type-changed':
    case 'format-changed':
      return ` is ${difference.published}, in the contract ${difference.contract}`;
    case 'value-added':
    case 'value-removed':
      return ` ${JSON.stringify(difference.value)}`;
    case 'example-refused':
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
  'webhook-added':
    'draft it with --write; until it is in the contract, its notifications go into quarantine.',
  'webhook-removed': 'ask the platform from when on it is no longer sent, and keep receiving it until then.',
  'property-added': 'draft it with --write; until then it is accepted and observed.',
  'property-removed':
    'where the contract requires it, make it optional before it goes, or notifications are refused.',
  'type-changed': 'ask the platform from when on; where both come for a while, let the contract take both.',
  'format-changed': 'ask the platform from when on; where both come for a while, let the contract take both.',
  'now-required': 'require it in the contract when the platform sends it always: not earlier.',
  'no-longer-required': 'make it optional in the contract before it goes live, or notifications are refused.',
  'value-added': 'draft it with --write; until then it is accepted and observed.',
  'value-removed': 'leave it in the contract while notifications with it may come or be replayed.',
  'example-refused':
    'the platform shows a body that a receiver would refuse: find out which of the two is wrong.',
  'response-added': 'see whether a receiver has to answer with it.',
  'response-removed': 'see how the platform wants success to be told now.',
};

// https://docs.github.com: workflow commands end at a line break, and properties at a comma or a colon too.
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
