import type { Oas3Visitor } from '@redocly/openapi-core';
import { children, type Place, type Report } from '../place.ts';

/**
 * Refuses `x-draft` anywhere in the document: `true` marks what stands beside it, a list the values that it names.
 *
 * The mark says that a machine wrote what stands here. A person looks at it and takes the mark away.
 */
export function noDraft(): Oas3Visitor {
  // Nodes are searched to the bottom, since examples and extensions have insides that the tool does not walk.
  const searched = new Set<unknown>();

  function search(place: Place, report: Report): void {
    if (searched.has(place.node)) return;
    if (typeof place.node === 'object') searched.add(place.node);
    for (const [key, child] of children(place)) {
      if (key === 'x-draft' && child.node !== false)
        report({ message: messageFor(child.node), location: child.location.key() });
      search(child, report);
    }
  }

  return {
    any(node: unknown, { location, resolve, report }) {
      search({ node, location, resolve }, report);
    },
    ref(node, { location, resolve, report }) {
      search({ node, location, resolve }, report);
    },
  };
}

function messageFor(mark: unknown): string {
  if (!Array.isArray(mark))
    return 'This was drafted by a machine. Look at it, correct it, and remove the mark `x-draft`.';
  const values = mark.map((value) => `\`${value}\``).join(', ');
  return `Drafted by a machine: ${values}. Say what it means, and remove the mark \`x-draft\`.`;
}
