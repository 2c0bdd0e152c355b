import { isChecked } from '../bodies/formats.ts';
import type { Kind } from '../meaning/shape.ts';
import { listed } from './difference.ts';
import type { KeywordDifference } from './limits.ts';

/** Compares patterns and formats. @param isListed whether values are listed: then patterns say nothing more. */
export function compareTexts(base: Kind, revision: Kind, isListed: boolean): KeywordDifference[] {
  return [
    ...(isListed ? [] : comparePatterns(base.patterns, revision.patterns)),
    ...compareFormats(base.formats, revision.formats),
  ];
}

function comparePatterns(base: ReadonlySet<string>, revision: ReadonlySet<string>): KeywordDifference[] {
  const [added, removed] = [missing(revision, base), missing(base, revision)];
  const keyword = 'pattern';
  const admits = `with a text that does not match ${listed(removed)}`;
  const rejects = `with a text that does not match ${listed(added)}`;
  if (added.length > 0 && removed.length > 0) {
    const what = `\`pattern\`: ${listed(removed)} → ${listed(added)}.`;
    return [{ keyword, effect: 'other', what, admits, rejects, isUndecided: true }];
  }
  if (added.length > 0)
    return [
      { keyword, effect: 'narrower', what: `it must match the pattern ${listed(added)} now.`, rejects },
    ];
  if (removed.length > 0)
    return [
      {
        keyword,
        effect: 'wider',
        what: `it need not match the pattern ${listed(removed)} any more.`,
        admits,
      },
    ];
  return [];
}

function compareFormats(base: ReadonlySet<string>, revision: ReadonlySet<string>): KeywordDifference[] {
  const [added, removed] = [missing(revision, base), missing(base, revision)];
  if (added.length === 0 && removed.length === 0) return [];
  const keyword = 'format';
  const what = `\`format\`: ${removed.length > 0 ? listed(removed) : 'none'} → ${added.length > 0 ? listed(added) : 'none'}.`;
  const [stricter, looser] = [added.filter(isChecked), removed.filter(isChecked)];
  const rejects = `with a value that is no ${listed(stricter)}`;
  const admits = `with a value that is no ${listed(looser)}`;
  if (stricter.length > 0 && looser.length > 0)
    return [{ keyword, effect: 'other', what, admits, rejects, isUndecided: true }];
  if (stricter.length > 0) return [{ keyword, effect: 'narrower', what, rejects }];
  if (looser.length > 0) return [{ keyword, effect: 'wider', what, admits }];
  const why =
    'No validator checks these formats. Code that parses the value by its format has to be reviewed.';
  return [{ keyword, effect: 'same', what, why }];
}

function missing(values: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...values].filter((value) => !others.has(value));
}
