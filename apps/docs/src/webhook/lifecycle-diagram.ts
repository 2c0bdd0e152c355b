import dagre from '@dagrejs/dagre';
import type { Certainty, Lifecycle } from '@partner-webhooks/types/lifecycles';
import { type Html, html } from '../site/html.ts';

/** Where the values of a status are, and the lines between them; in pixels. */
export interface LifecycleLayout {
  readonly width: number;
  readonly height: number;
  readonly values: readonly PlacedValue[];
  readonly lines: readonly Line[];
}

/** A value; its place is that of its middle. */
export interface PlacedValue {
  /** `undefined`: where a lifecycle begins. */
  readonly value: string | undefined;
  readonly isFinal: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line from one value to another. */
export interface Line extends Transition {
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** One value after another. */
export interface Transition {
  /** `undefined`: the value comes first. */
  readonly from: string | undefined;
  /** `undefined`: the value comes last. */
  readonly to: string | undefined;
  readonly certainty: Certainty;
}

/** What is known of the order of the values, as a list. */
export function transitionsOf({ initial, transitions, final }: Lifecycle): readonly Transition[] {
  return [
    ...Object.entries(initial).map(([to, certainty = 'inferred']) => ({ from: undefined, to, certainty })),
    ...Object.entries(transitions).flatMap(([from, ways = {}]) =>
      Object.entries(ways).map(([to, certainty = 'inferred']) => ({ from, to, certainty })),
    ),
    ...Object.entries(final).map(([from, certainty = 'inferred']) => ({ from, to: undefined, certainty })),
  ];
}

// Of the letters in the diagram.
const CHAR_WIDTH = 8.2;
const NODE_HEIGHT = 36;
const START_SIZE = 18;
const MARGIN = 16;
const START = ' start';

/** Places the values from left to right. A line goes around the values that it does not belong to. */
export function layOut(lifecycle: Lifecycle): LifecycleLayout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 26, ranksep: 56, edgesep: 26 });
  graph.setDefaultEdgeLabel(() => ({}));
  const transitions = transitionsOf(lifecycle);
  const names = new Set(
    transitions.flatMap(({ from, to }) => [from, to].filter((value) => value !== undefined)),
  );
  const edges = transitions.filter(({ to }) => to !== undefined);
  if (edges.some(({ from }) => from === undefined))
    graph.setNode(START, { width: START_SIZE, height: START_SIZE });
  for (const name of names)
    graph.setNode(name, { width: name.length * CHAR_WIDTH + 32, height: NODE_HEIGHT });
  for (const { from = START, to = '' } of edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const values = graph.nodes().map((name: string) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(name);
    const value = name === START ? undefined : name;
    return { value, isFinal: Object.hasOwn(lifecycle.final, name), x, y, width, height };
  });
  const lines = edges.map((transition) => ({
    ...transition,
    points: graph.edge(transition.from ?? START, transition.to ?? '').points ?? [],
  }));
  return withMargin(values, lines);
}

/** Moves everything so that nothing is cut off: dagre leaves the lines out when it measures. */
function withMargin(values: readonly PlacedValue[], lines: readonly Line[]): LifecycleLayout {
  const points = lines.flatMap((line) => line.points);
  const xs = [
    ...values.flatMap(({ x, width }) => [x - width / 2, x + width / 2]),
    ...points.map(({ x }) => x),
  ];
  const ys = [
    ...values.flatMap(({ y, height }) => [y - height / 2, y + height / 2]),
    ...points.map(({ y }) => y),
  ];
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN];
  const moved = <Point extends { readonly x: number; readonly y: number }>(point: Point): Point => ({
    ...point,
    x: point.x - left,
    y: point.y - top,
  });
  return {
    width: Math.max(...xs) + MARGIN - left,
    height: Math.max(...ys) + MARGIN - top,
    values: values.map(moved),
    lines: lines.map((line) => ({ ...line, points: line.points.map(moved) })),
  };
}

/**
 * The values of a status and what follows what, as SVG within the page. Its colours are in the stylesheet of the site.
 *
 * @param id unique in the page.
 */
export function lifecycleDiagram(lifecycle: Lifecycle, id: string): Html {
  const { width, height, values, lines } = layOut(lifecycle);
  return html`<figure class="diagram lifecycle" role="img" aria-label="Diagram of ${lifecycle.property}. The table below has the same." tabindex="0"><svg aria-hidden="true" focusable="false" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}">
<defs><marker id="${id}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="arrow" d="M0 0.5 8 4 0 7.5z"/></marker></defs>
${lines.map(
  ({
    certainty,
    points,
  }) => html`<path class="line ${certainty}" d="${curve(points)}" marker-end="url(#${id}-arrow)"/>
`,
)}${values.map(shape)}</svg></figure>`;
}

function shape({ value, isFinal, x, y, width, height }: PlacedValue): Html {
  if (value === undefined)
    return html`<circle class="start" cx="${round(x)}" cy="${round(y)}" r="${width / 2}"/>\n`;
  return html`<g class="${isFinal ? 'value final' : 'value'}"><rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${isFinal ? height / 2 : 7}"/><text x="${round(x)}" y="${round(y)}" dy="0.35em" text-anchor="middle">${value}</text></g>
`;
}

/** A line that leaves and reaches its points level, and is level between them. */
function curve(points: Line['points']): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let before = first;
  const parts = rest.map((point) => {
    const middle = round((before.x + point.x) / 2);
    const part = `C${middle} ${round(before.y)} ${middle} ${round(point.y)} ${round(point.x)} ${round(point.y)}`;
    before = point;
    return part;
  });
  return [`M${round(first.x)} ${round(first.y)}`, ...parts].join(' ');
}

const round = (length: number): number => Math.round(length * 10) / 10;
