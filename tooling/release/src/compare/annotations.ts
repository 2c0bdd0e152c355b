import type { Place } from '../contract/place.ts';
import { annotationsOf } from '../meaning/annotations.ts';
import { canonicalText, type Schemas } from '../meaning/shape.ts';
import { type Difference, type Effect, shortened } from './difference.ts';

/** Compares what restricts no value: descriptions, examples, and what tells programs how to use a value. */
export function compareAnnotations(base: Schemas, revision: Schemas): Difference[] {
  return compareEntries(annotationsOf(base), annotationsOf(revision), '');
}

/** Compares keywords that restrict no value, of a schema or of another part of a contract. */
export function compareEntries(
  base: ReadonlyMap<string, Place>,
  revision: ReadonlyMap<string, Place>,
  pointer: string,
): Difference[] {
  return [...new Set([...base.keys(), ...revision.keys()])].flatMap((keyword) => {
    const [before, now] = [base.get(keyword), revision.get(keyword)];
    if (isSame(keyword, before?.value, now?.value)) return [];
    return [
      {
        pointer,
        ...effectOf(keyword, before?.value, now?.value),
        what: `\`${keyword}\` ${sentence(before?.value, now?.value)}`,
        ...(before && { base: before }),
        ...(now && { revision: now }),
      },
    ];
  });
}

function isSame(keyword: string, before: unknown, now: unknown): boolean {
  // Without the keyword it is false.
  if (FLAGS.has(keyword) && (before ?? false) === (now ?? false)) return true;
  if (typeof before === 'string' && typeof now === 'string') return before.trim() === now.trim();
  return canonicalText(before) === canonicalText(now);
}

const FLAGS: ReadonlySet<string> = new Set([
  'deprecated',
  'readOnly',
  'writeOnly',
  'x-draft',
  'explode',
  'allowReserved',
]);

function effectOf(keyword: string, before: unknown, now: unknown): { effect: Effect; why?: string } {
  const effect = EFFECTS[keyword];
  if (!effect) return { effect: 'words' };
  return effect(before, now);
}

type Rate = (before: unknown, now: unknown) => { readonly effect: Effect; readonly why: string };

const PROGRAMS: Rate = () => ({
  effect: 'same',
  why: 'Every value is accepted as before. Programs that read this keyword may use the value differently.',
});

const EFFECTS: Readonly<Record<string, Rate>> = {
  default: (before, now) =>
    before !== undefined && now !== undefined
      ? {
          effect: 'meaning',
          why: 'A reader that fills in the default takes an absent value for another one than before.',
        }
      : {
          effect: 'same',
          why: 'Every value is accepted as before. Readers may fill in an absent value differently.',
        },
  deprecated: (_, now) =>
    now === true
      ? {
          effect: 'same',
          why: 'Nothing is rejected by it. It announces a removal, and compilers mark the uses of it.',
        }
      : { effect: 'words', why: 'It is no longer announced that it will be removed.' },
  readOnly: PROGRAMS,
  writeOnly: PROGRAMS,
  xml: PROGRAMS,
  discriminator: (before) =>
    before === undefined
      ? PROGRAMS(before, undefined)
      : {
          effect: 'meaning',
          why: 'Readers that choose the alternative by this property choose another one, or none.',
        },
  contentEncoding: () => ({
    effect: 'meaning',
    why: 'A reader that decodes the text gets other bytes than before.',
  }),
  contentMediaType: () => ({
    effect: 'meaning',
    why: 'A reader takes the text for data of another kind than before.',
  }),
};

function sentence(before: unknown, now: unknown): string {
  if (now === undefined) return `was removed${short(before)}.`;
  if (before === undefined) return `was added${short(now)}.`;
  const [from, to] = [textOf(before), textOf(now)];
  return from.length + to.length < 140 ? `changed: ${from} → ${to}` : 'changed.';
}

function short(value: unknown): string {
  return typeof value === 'object' ? '' : `: ${shortened(textOf(value))}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().replaceAll(/\s+/g, ' ') : canonicalText(value);
}
