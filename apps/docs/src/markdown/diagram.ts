import { renderMermaidSVG } from 'beautiful-mermaid';
import { Html, html } from '../site/html.ts';

/**
 * A Mermaid diagram as SVG within the page. Colours come from the stylesheet of the site, so it follows dark and light; the
 * text stays text that a browser finds.
 *
 * @param id unique in the page.
 * @param label what the diagram shows, for screen readers.
 */
export function diagramOf(source: string, id: string, label = labelOf(source)): Html {
  const svg = renderMermaidSVG(source, { bg: 'var(--bg)', fg: 'var(--text)' })
    // A style in the page would need a weaker content security policy, and this one loads a font.
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/(<svg [^>]*?)style="[^"]*"/, '$1')
    .replace(/ font-family="[^"]*"/g, '')
    .replace(/<svg /, '<svg aria-hidden="true" focusable="false" ')
    .replace(/\b(id="|url\(#)/g, `$1${id}-`)
    .replaceAll(/(\d+\.\d)\d+/g, '$1');
  return html`<figure class="diagram" role="img" aria-label="${label}" tabindex="0">${new Html(svg)}</figure>`;
}

/** The labels of the nodes, in the order of the text. */
function labelOf(source: string): string {
  const names = [...source.matchAll(/\["?([^\]"[(]+)"?\]|\(\["?([^\]"]+)"?\]\)|\[\("?([^)"]+)"?\)\]/g)].map(
    ([, ...labels]) => labels.find(Boolean)?.replaceAll('<br>', ' ') ?? '',
  );
  return `Diagram: ${[...new Set(names)].join(', ')}`;
}
