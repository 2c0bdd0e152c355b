import { jsonOf, type Response } from '../contract/document.ts';
import { codeBlock, renderInline } from '../markdown/markdown.ts';
import { type Html, html } from '../site/html.ts';
import type { Webhook } from './webhook.ts';

/** What to respond, by status code. */
export function responsesSection({ operation }: Webhook): Html {
  const responses = Object.entries(operation.responses ?? {});
  return html`<h2 id="respond">What to respond</h2>
<p>Respond after the notification is stored durably, not after it is handled. The receiver of this repository does.</p>
<div class="table" tabindex="0" role="group" aria-label="Responses by status code"><table class="responses">
<thead><tr><th scope="col">Status</th><th scope="col">When</th></tr></thead>
<tbody>
${responses.map(([status, response]) => row(status, response))}</tbody>
</table></div>
${exampleOf(responses)}`;
}

function row(status: string, { description = '', headers = {}, content }: Response): Html {
  const extras = [
    content ? 'Body: JSON.' : 'No body.',
    ...Object.keys(headers).map((name) => `Header: \`${name}\`.`),
  ];
  return html`<tr id="status-${status}" data-part="Status ${status}"><th scope="row"><code class="status-${status[0] ?? ''}">${status}</code></th>
<td>${renderInline(description)} <span class="quiet">${renderInline(extras.join(' '))}</span></td></tr>
`;
}

/** The body of the first error. */
function exampleOf(responses: readonly (readonly [string, Response])[]): Html | undefined {
  for (const [status, { content }] of responses) {
    const [example] = Object.values(jsonOf(content)?.examples ?? {});
    if (example?.value === undefined || status.startsWith('2')) continue;
    return html`<details class="example"><summary>Body of a ${status}: ${lowerFirst(example.summary ?? 'an example')}</summary>
${codeBlock(JSON.stringify(example.value, null, 2), 'json', `Body of a ${status}`)}</details>`;
  }
  return undefined;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
