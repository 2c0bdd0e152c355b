import type { Field } from '../contract/fields.ts';
import { NO_LINKS, renderInline, renderMarkdown } from '../markdown/markdown.ts';
import { type Html, html } from '../site/html.ts';

/** Where the YAML of a component is shown. */
export type SourceLink = (component: string) => string | undefined;

/** The fields of a payload, with the meaning of each value. Each field and each value has an address. */
export function fieldsTable(fields: readonly Field[], sourceOf: SourceLink): Html {
  return html`<div class="table" tabindex="0" role="group" aria-label="Fields of the payload"><table class="fields">
<thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>
${fields.map((field) => row(field, sourceOf))}</tbody>
</table></div>`;
}

/** The address of a field in its page. */
export function fieldAnchor(path: string): string {
  return `field-${anchor(path)}`;
}

function row(field: Field, sourceOf: SourceLink): Html {
  const id = fieldAnchor(field.path);
  return html`<tr id="${id}" data-part="${field.path}" class="depth-${Math.min(field.depth, 4)}">
<th scope="row"><a href="#${id}"><code>${breakable(field.path)}</code></a></th>
<td><span class="type">${field.type}</span>
<span class="badge ${field.isRequired ? 'required' : 'optional'}">${field.isRequired ? 'required' : 'optional'}</span>${
    field.isNullable && html` <span class="badge nullable">may be null</span>`
  }</td>
<td>${field.description !== '' && descriptionOf(field.description)}
${field.limits.length > 0 && html`<p class="limits">Limits: ${field.limits.join(', ')}.</p>`}
${field.sameAs !== undefined && html`<p>Has the fields of ${field.sameAs === '' ? 'the payload itself' : html`<a href="#${fieldAnchor(field.sameAs)}"><code>${field.sameAs}</code></a>`}.</p>`}
${field.values.length > 0 && valueList(field, sourceOf)}</td>
</tr>
`;
}

/** One paragraph, unless it has a list, a table or code. */
function descriptionOf(description: string): Html {
  return BLOCK.test(description)
    ? renderMarkdown(description, NO_LINKS)
    : html`<p>${renderInline(description)}</p>`;
}

const BLOCK = /^ {0,3}([*+-] |\d{1,9}[.)] |\||```)/m;

/** A path may break after each dot, and what is around is less important. */
function breakable(path: string): Html {
  const end = path.lastIndexOf('.') + 1;
  const parts = path.slice(0, end).split(/(?<=\.)/);
  return html`${end > 0 && html`<span class="around">${parts.filter(Boolean).map((part) => html`${part}<wbr>`)}</span>`}${path.slice(end)}`;
}

function valueList({ path, values, mayGrow, component }: Field, sourceOf: SourceLink): Html {
  const source = component === undefined ? undefined : sourceOf(component);
  return html`<p class="growth ${mayGrow ? 'open' : 'closed'}">${
    mayGrow
      ? html`<strong>This list may grow.</strong> Accept a value that is not in it.`
      : html`<strong>This list is closed.</strong> Another value is rejected with 400.`
  }${source !== undefined && html` <a href="${source}">Source</a>`}</p>
<dl class="values">
${values.map(
  ({ value, meaning }) => html`<div id="${fieldAnchor(path)}-${anchor(value)}" data-part="${path}: ${value}">
<dt><code>${value}</code></dt>
<dd>${meaning === '' ? 'Not described.' : renderInline(meaning)}</dd>
</div>
`,
)}</dl>`;
}

/** A text as a part of an id, which differs if the text does. */
function anchor(text: string): string {
  return text
    .replaceAll('[]', '-items')
    .replace(/[^\w.-]/g, (character) => `~${character.codePointAt(0)?.toString(16) ?? ''}`);
}
