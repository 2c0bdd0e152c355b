/** A bar of a chart. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** The value as it is to be read. */
  readonly text: string;
  /** Whether it is one of ours, and so has another colour. */
  readonly ours: boolean;
}

const WIDTH = 860;
const NAMES = 420;
const LONGEST = 330;
const LINE = 30;
const HEAD = 52;

/** Horizontal bars under a title, as an SVG image that follows the reader's choice of dark or light. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const height = HEAD + bars.length * LINE + 12;
  const largest = Math.max(...bars.map(({ value }) => value));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
  .page { fill: #ffffff; stroke: #d0d7de }
  text { fill: #1f2328; font: 13px system-ui, sans-serif }
  .title { font-weight: 600; font-size: 15px }
  .bar { fill: #8c959f }
  .ours { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117; stroke: #30363d }
    text { fill: #e6edf3 }
    .bar { fill: #6e7681 }
    .ours { fill: #4493f8 }
  }
</style>
<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>
<text class="title" x="16" y="30">${escaped(title)}</text>
${bars.map((bar, n) => drawn(bar, HEAD + n * LINE, largest)).join('\n')}
</svg>
`;
}

function drawn({ name, value, text, ours }: Bar, top: number, largest: number): string {
  // Something of a bar is seen even where the value is nothing beside the largest.
  const width = Math.max(2, Math.round((value / largest) * LONGEST));
  return `<text x="${NAMES - 10}" y="${top + 15}" text-anchor="end">${escaped(name)}</text>
<rect class="${ours ? 'ours' : 'bar'}" x="${NAMES}" y="${top}" width="${width}" height="20" rx="2"/>
<text x="${NAMES + width + 8}" y="${top + 15}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
