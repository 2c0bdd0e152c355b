import fc from 'fast-check';
import type { Kind } from '../meaning/shape.ts';
import { FORMAT_SAMPLES } from './formats.ts';
import type { Random } from './random.ts';

/** A text for a kind, often of the least or greatest length; `undefined` if none could be generated. */
export function sampleText({ limits, patterns, formats }: Kind, random: Random): string | undefined {
  const least = Number(limits.get('minLength') ?? 0);
  const most = Number(limits.get('maxLength') ?? Number.POSITIVE_INFINITY);
  const candidates = candidatesOf(patterns, formats, least, most);
  // The shortest texts are at the limits of most patterns.
  if (candidates.length > 0)
    return random.pick(random.chance(0.3) ? candidates.slice(0, SHORTEST_TEXTS) : candidates);
  if (formats.size > 0 || patterns.size > 0) return undefined;
  const longest = Math.min(most, Math.max(MAX_CHARS, least));
  const usual = least + random.below(Math.min(longest - least, USUAL_CHARS) + 1);
  // A text of the greatest length is worth its time only if the length is limited.
  const length = random.pick([
    least,
    Math.min(least + 1, longest),
    usual,
    Number.isFinite(most) ? longest : usual,
  ]);
  return textOfLength(length, random);
}

/** The texts of some patterns and formats that match all of them. One schema makes thousands of texts: they are found once. */
function candidatesOf(
  patterns: Kind['patterns'],
  formats: Kind['formats'],
  least: number,
  most: number,
): readonly string[] {
  if (patterns.size + formats.size === 0) return [];
  const key = JSON.stringify([[...patterns], [...formats], least, String(most)]);
  const known = CANDIDATES.get(key);
  if (known) return known;
  const expressions = [...patterns].map(expressionOf);
  const fits = (text: string): boolean => {
    const { length } = [...text];
    return (
      length >= least && length <= most && expressions.every((each) => each === undefined || each.test(text))
    );
  };
  const found = [
    ...[...formats]
      .flatMap((format) => FORMAT_SAMPLES[format] ?? [])
      .filter((value) => typeof value === 'string'),
    ...[...patterns].flatMap(textsOfPattern),
  ].filter(fits);
  CANDIDATES.set(key, found);
  return found;
}

const CANDIDATES = new Map<string, readonly string[]>();

/** Texts that match a pattern; none if it cannot be read or is of a kind that cannot be generated. */
export function textsOfPattern(pattern: string): readonly string[] {
  const known = KNOWN.get(pattern);
  if (known) return known;
  const texts = generated(pattern);
  KNOWN.set(pattern, texts);
  return texts;
}

const KNOWN = new Map<string, readonly string[]>();

function generated(pattern: string): readonly string[] {
  const expression = expressionOf(pattern);
  if (!expression) return [];
  try {
    // Without anchors, anything may be around; that is another kind of text, not a better one.
    const texts = fc.sample(fc.stringMatching(expression, { maxLength: MAX_PATTERN_CHARS }), {
      numRuns: TEXTS_PER_PATTERN,
      seed: 1,
    });
    const shortest = texts.slice(0, SHORTENED_TEXTS).map((text) => shortened(text, expression));
    const all = [...new Set([...shortest, ...texts])].filter((text) => expression.test(text));
    return all.sort((a, b) => a.length - b.length);
  } catch {
    return [];
  }
}

/** The text without the characters that it needs not have to match: the shortest texts are at the limits. */
function shortened(text: string, expression: RegExp): string {
  let characters = [...text];
  for (let at = 0; at < characters.length; ) {
    const without = characters.toSpliced(at, 1);
    if (expression.test(without.join(''))) characters = without;
    else at += 1;
  }
  return characters.join('');
}

const TEXTS_PER_PATTERN = 120;
const SHORTENED_TEXTS = 20;
const SHORTEST_TEXTS = 3;
const MAX_PATTERN_CHARS = 80;
const MAX_CHARS = 5000;
const USUAL_CHARS = 20;

function expressionOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}

function textOfLength(length: number, random: Random): string {
  const characters = random.pick(['text', 'A', 'aB9-', 'é😀', '0']);
  const list = [...characters];
  const times = Math.floor(length / list.length);
  return characters.repeat(times) + list.slice(0, length - times * list.length).join('');
}
