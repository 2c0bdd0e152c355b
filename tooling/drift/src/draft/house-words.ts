import { capitalize, splitName } from '@partner-webhooks/codegen/event-type';
import type { JsonSchema } from './change.ts';

// What the contract says of every webhook in the same words. A description that follows from a name needs no person to write it,
// only to read it.

/** `Savings Plan Notification` → `Savings plan`: the summary of a webhook from the title that a source gives it. */
export function summaryOf(title: string): string {
  const words = title
    .trim()
    .replace(/\s+notifications?$/i, '')
    .split(/\s+/);
  return words
    .map((word, index) =>
      index === 0 ? capitalize(word) : /^[A-Z][a-z]/.test(word) ? word.toLowerCase() : word,
    )
    .join(' ');
}

/** `Savings plan` → `savings plan`: what a payload is about, from the summary of its webhook. */
export function subjectOf(summary: string): string {
  return /^[A-Z][a-z]/.test(summary) ? `${summary.charAt(0).toLowerCase()}${summary.slice(1)}` : summary;
}

/** The description of a payload. */
export function payloadWords(subject: string | undefined): string {
  return subject === undefined ? 'What the notification says.' : `What became of ${withArticle(subject)}.`;
}

/** `fundId` → `The fund.`: the description of an id. */
export function idWords(name: string): string | undefined {
  const [, named] = /^([A-Za-z][A-Za-z0-9]*)Id$/.exec(name) ?? [];
  return named === undefined ? undefined : `The ${wordsOf(named)}.`;
}

/** The description of a list of values, if its place says what it is about, without how complete it is. */
export function listWords(subject: string, names: readonly string[]): string | undefined {
  const path = names.join('/');
  if (path === 'status') return `Where the ${subject} stands.`;
  if (path === 'notificationType') return `What the notification says about the ${subject}.`;
  return /^validationErrors?\/errorType$/.test(path)
    ? `Why the change of ${withArticle(subject)} was rejected.`
    : undefined;
}

/** How complete a list of values is. */
export function completeness(values: readonly unknown[], isShownOnly: boolean): string {
  if (!isShownOnly) return 'The list is known in full, and it may grow.';
  return values.length === 1 ? 'One value of the list is known.' : 'Only part of the list is known.';
}

/** `ON_HOLD` → `Not documented; going by the name, on hold.`: the meaning of a value that the source does not explain. */
export function valueWords(value: unknown): string {
  const isName =
    typeof value === 'string' && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$|^[a-z]+([A-Z][a-z]+)*$/.test(value);
  if (!isName || value.length < MIN_NAME_CHARS) return 'Not documented.';
  return `Not documented; going by the name, ${wordsOf(value)}.`;
}

// Shorter ones are codes, such as EUR.
const MIN_NAME_CHARS = 4;

/** The description of a member that the source does not explain, from its name: the contract says that it is no more than that. */
export function memberWords(name: string, { type, format }: JsonSchema): string {
  const words = wordsOf(name.replace(/[^A-Za-z0-9]+/g, ' ')) || name;
  const [, question] = /^((?:is|has|can|was|are) .+)$/.exec(words) ?? [];
  const [, done] = /^(.*ed) (?:at|on)$/.exec(words) ?? [];
  const meaning =
    question === undefined
      ? done === undefined
        ? `the ${words}`
        : `when it was ${done}`
      : `whether it ${question}`;
  const digits = [type].flat().includes('number') && format === 'currency' ? ` ${DIGITS}` : '';
  return `Not documented; going by the name, ${meaning}.${digits}`;
}

const DIGITS = 'Its digits count: take them from the text of the body, not from a floating-point number.';

function wordsOf(name: string): string {
  return splitName(name).join(' ').toLowerCase();
}

function withArticle(words: string): string {
  return `${/^[aeio]/i.test(words) ? 'an' : 'a'} ${words}`;
}
