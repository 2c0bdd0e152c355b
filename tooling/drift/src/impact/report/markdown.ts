import type { Impact } from '../impact.ts';
import { headline, type Section, sectionsOf } from './sections.ts';
import { sanitize } from './text.ts';

/** The report for a pull request: GitHub's Markdown. What is only background is folded away. */
export function markdownReport(impact: Impact): string {
  const sections = sectionsOf(impact).map((section) =>
    section.isBackground ? foldedAway(section) : markdown(section),
  );
  return sanitize(
    `${['### Impact on what was received', prose(headline(impact)), ...sections].join('\n\n')}\n`,
  );
}

function markdown(section: Section): string {
  return [prose(section.sentence), ...table(section)].join('\n\n');
}

function foldedAway(section: Section): string {
  if (section.rows.length === 0) return markdown(section);
  const summary = `<details><summary>${prose(section.sentence)}</summary>`;
  return [summary, ...table(section), '</details>'].join('\n\n');
}

function table({ columns, rows }: Section): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    [
      line(columns.map((name) => name.toLowerCase())),
      line(columns.map(() => '---')),
      ...rows.map((row) => line(row.map(code))),
    ].join('\n'),
  ];
}

/** Text that is not Markdown. Our own sentences have code in backticks. */
function prose(text: string): string {
  return text
    .replace(/[<>|]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[@#](?=\w)/g, '$&\u200b');
}

/** A cell as code, so that nothing in it is Markdown, a mention or a reference (CommonMark, section 6.1). */
function code(cell: string): string {
  if (cell === '') return '';
  const longest = Math.max(0, ...[...cell.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = longest > 0 ? ' ' : '';
  // GitHub reads \| as a pipe in a table, in code too.
  return `${fence}${padding}${cell.replaceAll('|', '\\|')}${padding}${fence}`;
}
