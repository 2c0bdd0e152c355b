/** A bar of a chart. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** The value as text. */
  readonly text: string;
  /** Whether it is ours: it gets another colour. */
  readonly ours: boolean;
}

// Pixels.
const WIDTH = 860;
const NAMES_WIDTH = 420;
const MAX_BAR_WIDTH = 330;
const ROW_HEIGHT = 30;
const TITLE_HEIGHT = 52;

/** Horizontal bars under a title, as an SVG image that follows the reader's choice of dark or light. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const height = TITLE_HEIGHT + bars.length * ROW_HEIGHT + 12;
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
${bars.map((bar, n) => drawn(bar, TITLE_HEIGHT + n * ROW_HEIGHT, largest)).join('\n')}
</svg>
`;
}

function drawn({ name, value, text, ours }: Bar, top: number, largest: number): string {
  // At least 2 pixels, so that the smallest bar is visible.
  const width = Math.max(2, Math.round((value / largest) * MAX_BAR_WIDTH));
  return `<text x="${NAMES_WIDTH - 10}" y="${top + 15}" text-anchor="end">${escaped(name)}</text>
<rect class="${ours ? 'ours' : 'bar'}" x="${NAMES_WIDTH}" y="${top}" width="${width}" height="20" rx="2"/>
<text x="${NAMES_WIDTH + width + 8}" y="${top + 15}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
