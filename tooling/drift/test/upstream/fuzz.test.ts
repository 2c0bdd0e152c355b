import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { said } from './contract.ts';
import { edited, isHarmless } from './line-edits.ts';
import { FORMS, pageOfContract } from './page.ts';

// Whatever a person does to one line of a page is reported, or the line is unread; unless it is white space, order, a date or prose.
// DRIFT_FUZZ_EDITS sets how many edits are tried on each page.

// Documents take longer to parse than pages.
const EDITS = Number(process.env['DRIFT_FUZZ_EDITS'] ?? 0);
const capture = process.env['UPSTREAM_CAPTURE'];

const pages: Record<string, string> = {
  text: FORMS.text(pageOfContract()),
  HTML: FORMS.HTML(pageOfContract()),
  'OpenAPI 3.0 in JSON': FORMS['OpenAPI 3.0 in JSON'](pageOfContract()),
  'OpenAPI 3.1 in YAML': FORMS['OpenAPI 3.1 in YAML'](pageOfContract()),
  ...(capture !== undefined &&
    existsSync(capture) && { 'the published page': readFileSync(capture, 'utf8') }),
};

describe.each(Object.entries(pages))('an edit of one line: %s', (name, page) => {
  it('is said, unless it is harmless', () => {
    expect(said(page)).toEqual([]);
    const lines = page.split('\n');
    const edit = fc.record({
      line: fc.nat(lines.length - 1),
      kind: fc.constantFrom(
        'delete',
        'duplicate',
        'swap',
        'join',
        'split',
        'character',
        'word',
        'digit',
        'insert',
      ),
      at: fc.nat(200),
      text: fc.constantFrom(
        'x',
        'Q',
        '7',
        '_',
        ' ',
        '-',
        'BRAND_NEW',
        'other',
        'nullable',
        'Deprecated',
        '"',
      ),
    });
    fc.assert(
      fc.property(edit, (chosen) => {
        const after = edited(lines, chosen);
        if (after === page) return;
        // Whether it is harmless takes longer to find out than what is said.
        expect(
          saidOrUnreadable(after).length > 0 || isHarmless(lines, chosen, after),
          `${JSON.stringify(chosen)}: ${lines[chosen.line]}`,
        ).toBe(true);
      }),
      { numRuns: EDITS || (name.startsWith('OpenAPI') ? 20 : 150) },
    );
  });
});

/** What is said of a page. If it cannot be read at all, that is said too. */
function saidOrUnreadable(page: string): string[] {
  try {
    return said(page);
  } catch (error) {
    expect(error).toMatchObject({ name: 'UnreadableError' });
    return [(error as Error).message];
  }
}
