import type { Lifecycle } from '@partner-webhooks/types/lifecycles';
import { type Html, html } from '../site/html.ts';
import { fieldAnchor } from './fields-table.ts';
import { lifecycleDiagram, transitionsOf } from './lifecycle-diagram.ts';

/** What is known of the order of the statuses: a diagram, and the same as a table. */
export function lifecycleSection(lifecycle: Lifecycle, id: string): Html {
  const { property } = lifecycle;
  const transitions = transitionsOf(lifecycle);
  return html`<h2 id="lifecycle">Lifecycle</h2>
<p>What is known of the order of <a href="#${fieldAnchor(property)}"><code>${property}</code></a>. A solid line is documented by the platform, a dashed one is inferred from what it documents. What is not shown is unknown, not impossible.</p>
${lifecycleDiagram(lifecycle, id)}
<div class="table" tabindex="0" role="group" aria-label="Transitions"><table class="transitions">
<thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Certainty</th></tr></thead>
<tbody>
${transitions.map(
  ({
    from,
    to,
    certainty,
  }) => html`<tr><td>${from === undefined ? 'first' : html`<code>${from}</code>`}</td><td>${to === undefined ? 'last' : html`<code>${to}</code>`}</td><td>${certainty}</td></tr>
`,
)}</tbody>
</table></div>`;
}
