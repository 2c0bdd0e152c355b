import type { Certainty, Lifecycle } from '@partner-webhooks/types/lifecycles';
import { diagramOf } from '../markdown/diagram.ts';
import { type Html, html } from '../site/html.ts';
import { fieldAnchor } from './fields-table.ts';

/** What is known of the order of the statuses: a diagram, and the same as a table. */
export function lifecycleSection(lifecycle: Lifecycle, id: string): Html {
  const { property } = lifecycle;
  const transitions = transitionsOf(lifecycle);
  return html`<h2 id="lifecycle">Lifecycle</h2>
<p>What is known of the order of <a href="#${fieldAnchor(property)}"><code>${property}</code></a>. A solid line is documented by the platform, a dashed one is inferred from what it documents. What is not shown is unknown, not impossible.</p>
${diagramOf(diagramSource(lifecycle), id, `Diagram of ${property}. The table below has the same.`)}
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

interface Transition {
  /** `undefined`: the value comes first. */
  readonly from: string | undefined;
  /** `undefined`: the value comes last. */
  readonly to: string | undefined;
  readonly certainty: Certainty;
}

function transitionsOf({ initial, transitions, final }: Lifecycle): readonly Transition[] {
  return [
    ...Object.entries(initial).map(([to, certainty = 'inferred']) => ({ from: undefined, to, certainty })),
    ...Object.entries(transitions).flatMap(([from, ways = {}]) =>
      Object.entries(ways).map(([to, certainty = 'inferred']) => ({ from, to, certainty })),
    ),
    ...Object.entries(final).map(([from, certainty = 'inferred']) => ({ from, to: undefined, certainty })),
  ];
}

/** Mermaid: values that come last have round ends. */
function diagramSource(lifecycle: Lifecycle): string {
  const ids = new Map<string, string>();
  const nodes: string[] = [];
  const node = (value: string): string => {
    const known = ids.get(value);
    if (known !== undefined) return known;
    const id = `v${ids.size}`;
    ids.set(value, id);
    const isFinal = Object.hasOwn(lifecycle.final, value);
    nodes.push(isFinal ? `${id}([${value}])` : `${id}[${value}]`);
    return id;
  };
  const edges = transitionsOf(lifecycle).flatMap(({ from, to, certainty }) => {
    if (to === undefined) {
      node(from ?? '');
      return [];
    }
    const line = certainty === 'documented' ? '-->' : '-.->';
    return [`${from === undefined ? 'first' : node(from)} ${line} ${node(to)}`];
  });
  const start = edges.some((edge) => edge.startsWith('first ')) ? ['first((first))'] : [];
  return ['flowchart LR', ...start, ...nodes, ...edges].join('\n');
}
