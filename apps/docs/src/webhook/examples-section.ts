import { contradictionOf, type NamedExample } from '../contract/examples.ts';
import { codeBlock, renderInline } from '../markdown/markdown.ts';
import { type Html, html } from '../site/html.ts';

/** The examples of a webhook. Those that only show the shape are last, and say so. */
export function examplesSection(examples: readonly NamedExample[]): Html | undefined {
  if (examples.length === 0) return undefined;
  return html`<h2 id="examples">Examples</h2>
${examples.map(
  (example) => html`<h3 id="example-${example.name}">${example.summary ?? example.name}</h3>
${noteOn(example)}
${codeBlock(JSON.stringify(example.value, null, 2), 'json', `Example: ${example.summary ?? example.name}`)}`,
)}`;
}

function noteOn(example: NamedExample): Html | undefined {
  const contradiction = contradictionOf(example.value);
  if (contradiction === undefined)
    return example.description === undefined ? undefined : html`<p>${renderInline(example.description)}</p>`;
  return html`<p class="warning">${renderInline(example.description ?? '')} <strong>Not plausible:</strong> it says ${contradiction}.</p>`;
}
