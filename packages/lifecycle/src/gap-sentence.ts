import type { Gap } from './find-gaps.ts';

/** What a gap says of its subject, without its name: `is PENDING; expected next: REJECTED, PROCESSED`. */
export function gapSentence(gap: Gap): string {
  switch (gap.kind) {
    case 'waiting':
      return `is ${gap.status}; expected next: ${gap.expected.join(', ')}${hint(gap)}`;
    case 'no-beginning':
      return `begins with ${gap.status}; expected first: ${gap.expected.join(', ')}${hint(gap)}`;
    case 'skipped':
      return `went from ${gap.from} to ${gap.to}; expected between: ${gap.expected.join(', ')}${hint(gap)}`;
    case 'new-transition':
      return `went from ${gap.from} to ${gap.to}, which was never seen before`;
  }
}

function hint({ certainty }: Extract<Gap, { certainty: unknown }>): string {
  return certainty === 'inferred' ? ' (inferred)' : '';
}
