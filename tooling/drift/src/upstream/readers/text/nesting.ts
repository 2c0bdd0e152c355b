import { escapeToken } from '@partner-webhooks/types/json-pointer';
import type { PublishedProperty, Unread } from '../../published.ts';
import { type ListedProperty, toPublished } from './property-line.ts';

/**
 * Gives listed properties their places. The members of an object that is opened on the page follow the object: they are
 * indented, or the example has them in the object and not beside it.
 */
export function nest(
  listed: readonly ListedProperty[],
  example: unknown,
): { readonly properties: PublishedProperty[]; readonly unread: Unread[] } {
  const root: Open = { pointer: '', value: example, indent: -1 };
  let open: readonly Open[] = [root];
  const properties = new Map<string, PublishedProperty>();
  const unread: Unread[] = [];
  let mayBeWithinUnread = false;
  for (const property of listed) {
    const { name, line, type, isList } = property;
    mayBeWithinUnread ||= property.followsUnread;
    if (mayBeWithinUnread && memberOf(example, name) === undefined) {
      unread.push({
        line: line.number,
        reason: `expected to know the object of “${name}” by the example, which does not have it: a line above is unread`,
      });
      continue;
    }
    mayBeWithinUnread = false;
    const holders = placesOf(property, open);
    const [holder] = holders;
    if (!holder || holders.length > 1) {
      unread.push({
        line: line.number,
        reason: `expected to know the object of “${name}” by its indentation or by the example, found ${holders.length} places`,
      });
      continue;
    }
    open = open.slice(0, open.indexOf(holder) + 1);
    const pointer = `${holder.pointer}/${escapeToken(name)}`;
    if (properties.has(pointer)) {
      unread.push({ line: line.number, reason: `expected each property once, found “${name}” twice` });
      continue;
    }
    const published = toPublished(property, pointer);
    for (const each of published) properties.set(each.pointer, each);
    if (type !== 'object') continue;
    const value = memberOf(holder.value, name);
    open = [
      ...open,
      {
        pointer: published.at(-1)?.pointer ?? pointer,
        value: isList && Array.isArray(value) ? value[0] : value,
        indent: line.indent,
      },
    ];
  }
  return { properties: [...properties.values()], unread };
}

interface Open {
  readonly pointer: string;
  /** Of the example. */
  readonly value: unknown;
  readonly indent: number;
}

/** The objects that a property can belong to. */
function placesOf({ name, line }: ListedProperty, open: readonly Open[]): readonly Open[] {
  const [root, ...objects] = open;
  if (objects.length === 0) return open;
  const innermost = objects.at(-1);
  if (innermost && line.indent > innermost.indent) return [innermost];
  // Back at the level of an object that has indented members, or of none that has.
  const inExample = open.filter(({ value }) => memberOf(value, name) !== undefined);
  if (inExample.length > 0) return inExample;
  return root && objects.every(({ value }) => value === undefined) ? [root] : [];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
