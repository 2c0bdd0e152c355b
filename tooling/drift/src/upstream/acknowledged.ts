import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { Difference } from './difference.ts';
import { sentence } from './sentence.ts';

/** A difference that a person has acknowledged. */
export interface Acknowledged {
  readonly difference: Difference;
  readonly reason: string;
  /** `2026-11-27`: when it was acknowledged, and until when that counts. */
  readonly date: string;
  readonly expires: string;
}

/** An entry of the file of acknowledged differences. */
export interface Acknowledgement extends Omit<Acknowledged, 'difference'> {
  /** The difference as reports print it: `value-added: TRANSFER_NOTIFICATION /status "ON_HOLD"`. */
  readonly sentence: string;
  /** Line in the file, from 1. */
  readonly line: number;
}

/** The file of acknowledged differences is invalid; the message gives its line. */
export class AcknowledgementError extends Error {
  override readonly name = 'AcknowledgementError';
}

/**
 * Reads the file of acknowledged differences: a list of mappings with `difference`, `reason`, `date` and `expires`.
 *
 * @param file its name, for messages.
 * @throws AcknowledgementError
 */
export function readAcknowledgements(text: string, file: string): Acknowledgement[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const fail = (line: number, message: string): never => {
    throw new AcknowledgementError(`${file}:${line}: ${message}`);
  };
  const [error] = document.errors;
  if (error) fail(lines.linePos(error.pos[0]).line, error.message.split('\n')[0] ?? 'the YAML is invalid');
  const entries: unknown = document.toJS() ?? [];
  if (!Array.isArray(entries)) return fail(1, 'expected a list of acknowledged differences');
  return entries.map((entry: unknown, index) => {
    const node = document.get(index, true);
    const key = isMap(node) ? node.items[0]?.key : node;
    const line = lines.linePos((isNode(key) ? key.range?.[0] : undefined) ?? 0).line;
    const read = (name: string): string => {
      const value = (entry as Readonly<Record<string, unknown>> | null)?.[name];
      if (typeof value === 'string' && value.trim() !== '') return value;
      return fail(line, `expected \`${name}\` with a text, found ${JSON.stringify(value) ?? 'none'}`);
    };
    const day = (name: string): string => {
      const value = read(name);
      if (/^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))) return value;
      return fail(line, `expected \`${name}\` to be a day such as 2026-11-27, found ${value}`);
    };
    return {
      sentence: read('difference'),
      reason: read('reason'),
      date: day('date'),
      expires: day('expires'),
      line,
    };
  });
}

/** Splits differences into those that are acknowledged on a day, and the others. */
export function acknowledge(
  differences: readonly Difference[],
  acknowledgements: readonly Acknowledgement[],
  today: string,
): { readonly acknowledged: Acknowledged[]; readonly others: Difference[] } {
  const acknowledged: Acknowledged[] = [];
  const others: Difference[] = [];
  for (const difference of differences) {
    const found = acknowledgements.find(
      (each) => each.expires >= today && each.sentence === sentence(difference),
    );
    if (found) {
      const { reason, date, expires } = found;
      acknowledged.push({ difference, reason, date, expires });
    } else others.push(difference);
  }
  return { acknowledged, others };
}

/** What is wrong with the entries after a run, as sentences: those that have expired, and those that occur no longer. */
export function outdated(
  acknowledgements: readonly Acknowledgement[],
  occurring: readonly Difference[],
  { file, today }: { readonly file: string; readonly today: string },
): string[] {
  const sentences = new Set(occurring.map(sentence));
  return acknowledgements.flatMap(({ sentence: text, expires, line }) => {
    if (!sentences.has(text)) return [`${file}:${line}: does not occur any more, remove it: ${text}`];
    return expires < today ? [`${file}:${line}: expired on ${expires}: ${text}`] : [];
  });
}
