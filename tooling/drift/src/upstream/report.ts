import type { LeftOut } from '../draft/change.ts';
import type { Acknowledged } from './acknowledged.ts';
import type { Comparison } from './compare/compare.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import type { PublishedProperty } from './published.ts';
import { sentence } from './sentence.ts';

/** A comparison and its source. */
export interface Reported extends Comparison {
  readonly source: string;
  readonly form: string;
  /** Differences that a person has acknowledged: they are not among the differences. */
  readonly acknowledged: readonly Acknowledged[];
  /** What of the source is not in a draft. */
  readonly leftOut: readonly LeftOut[];
}

/** The report for people: the differences, what could not be read, and what to do. */
export function textReport({
  source,
  form,
  differences,
  acknowledged,
  compared,
  unread,
  notShown,
  notUsed,
  leftOut,
}: Reported): string {
  const { webhooks, properties, examples } = compared;
  const head = `${source} (${form}): ${webhooks} webhooks, ${properties} properties and ${examples} examples compared`;
  const isGreen = differences.length === 0 && unread.length === 0;
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  const sections = [
    isGreen
      ? `${head}. No drift.`
      : `${head}: ${differences.length} differ, ${unread.length} could not be read.`,
    listed(
      '',
      differences.map((each) => atLine(each.line, sentence(each))),
    ),
    listed(
      'Could not be read, and so is not compared:',
      unread.map(({ line, reason }) => atLine(line, reason)),
    ),
    listed(
      'Acknowledged:',
      acknowledged.map(({ difference, reason, expires }) =>
        atLine(difference.line, `${sentence(difference)} (${reason}; until ${expires})`),
      ),
    ),
    listed(
      'Not in the draft:',
      leftOut.map(({ eventType, pointer, reason }) => `${eventType} ${pointer || '(body)'}: ${reason}`),
    ),
    listed('Not shown by this source, and so not compared:', notShown),
    listed('Not compared:', notUsed),
    listed(
      'What to do:',
      kinds.map((kind) => `${kind}: ${ADVICE[kind]}`),
    ),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function listed(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : [title, ...items.map((item) => `  ${item}`)].filter(Boolean).join('\n');
}

function atLine(line: number, text: string): string {
  return `line ${String(line).padEnd(5)} ${text}`;
}

/** The report for programs: one object per source. */
export function jsonReport({ differences, acknowledged, ...rest }: Reported): string {
  const shown = (difference: Difference) => ({
    ...withoutSchemas(difference),
    message: sentence(difference),
  });
  return `${JSON.stringify({
    ...rest,
    differences: differences.map(shown),
    acknowledged: acknowledged.map(({ difference, ...why }) => ({ ...shown(difference), ...why })),
  })}\n`;
}

/** The schemas of a source can be large, and can contain themselves; its order is known. */
function withoutSchemas(difference: Difference): object {
  if (difference.kind === 'webhook-added') {
    const { webhook, before: _before, after: _after, ...rest } = difference;
    const { payload: _payload, body: _body, properties, ...published } = webhook;
    return { ...rest, webhook: { ...published, properties: properties.map(withoutSchema) } };
  }
  if (difference.kind !== 'property-added') return difference;
  const { before: _before, ...rest } = difference;
  if (!('listed' in rest)) return rest;
  const { source: _source, listed: all, ...others } = rest;
  return { ...others, listed: all.map(withoutSchema) };
}

function withoutSchema({ schema: _schema, ...property }: PublishedProperty): object {
  return property;
}

/** The report for GitHub: one annotation per difference and unread part, at its line of the source. */
export function annotations({ source, differences, unread }: Reported): string {
  const warnings = [
    ...differences.map((each) => ({ line: each.line, title: each.kind, text: sentence(each) })),
    ...unread.map(({ line, reason }) => ({ line, title: 'unread', text: reason })),
  ];
  return warnings
    .map(
      ({ line, title, text }) =>
        `::warning file=${property(source)},line=${line},title=${property(title)}::${data(text)}\n`,
    )
    .join('');
}

/** What a person has to do about a kind of difference. */
export const ADVICE: Readonly<Record<DifferenceKind, string>> = {
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
  'now-nullable': 'accept `null` in the contract before it goes live, or notifications are rejected.',
  'no-longer-nullable': 'keep accepting `null` as long as notifications with it can be received or replayed.',
  'constraint-changed':
    'a stricter contract rejects what is still sent, a looser one accepts what is not: ask for the date.',
  'request-changed': 'check the configuration at the platform, and whether the receiver accepts both.',
  'value-added': 'draft it with --write; until then it is accepted and observed.',
  'value-removed': 'keep it in the contract as long as notifications with it can be received or replayed.',
  'example-rejected':
    'the contract rejects a body that the platform shows: find out which of the two is wrong.',
  'example-incomplete':
    'the page lists the property and does not show it: ask the platform whether it is still sent.',
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
