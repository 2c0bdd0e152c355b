import type { PublishedProperty } from '../../published.ts';
import { type Line, lastParts } from './line.ts';
import { parseValues } from './values.ts';

/** A property as the page lists it, before its place is known. */
export interface ListedProperty {
  readonly name: string;
  readonly line: Line;
  /** Whether a line above looks like a property and is unread, so that this one may be a member of it. */
  followsUnread: boolean;
  readonly type: string;
  readonly isList: boolean;
  readonly required: boolean;
  isEnum: boolean;
  format: string | undefined;
  nullable: boolean | undefined;
  readonly constraints: Record<string, unknown>;
  /** Absent if the page does not list them. */
  values: string[] | undefined;
  /** Values that it can have, among others. */
  readonly shownValues: string[];
  /** The sentences below it. */
  readonly sentences: string[];
  /** Whether the line before has announced values. */
  expectsValues: boolean;
}

const PROPERTY =
  /^(?<name>[A-Za-z_$][\w$-]*?)\s*(?<type>string|number|integer|boolean|object|array)(?<qualifiers>(?: · [^·]+?)*?)\s*(?<list>\[\])?\s*(?<presence>Required|Optional)(?<labels>.*)$/;

/** Whether a text looks as if a property was meant. */
export function isLikeProperty(text: string): boolean {
  return / · |(Required|Optional)\b|^[\w$-]+(string|number|integer|boolean|object|array)\b/.test(text);
}

/** Whether two lines are the name of a property and its type, as on a page that has each part on a line of its own. */
export function areNameAndType(name: string, type: string): boolean {
  const isName = /^[A-Za-z_$][\w$-]*$/.test(name) && !/^(or|and)$/i.test(name);
  return isName && /^(string|number|integer|boolean|object|array)(?![a-z])/.test(type);
}

/** Reads the line of a property. @returns `undefined` if it has another form, or a part that is not known. */
export function parsePropertyLine(line: Line): ListedProperty | undefined {
  const found = PROPERTY.exec(line.text)?.groups;
  if (!found) return undefined;
  const { name = '', type = '', qualifiers = '', list, presence, labels = '' } = found;
  const property: ListedProperty = {
    name,
    line,
    followsUnread: false,
    type,
    isList: list !== undefined,
    required: presence === 'Required',
    isEnum: false,
    format: undefined,
    nullable: undefined,
    constraints: {},
    values: undefined,
    shownValues: [],
    sentences: [],
    expectsValues: false,
  };
  const areKnown = qualifiers
    .split(' · ')
    .filter(Boolean)
    .every((qualifier) => addQualifier(property, qualifier));
  return areKnown && addLabels(property, lastParts(line, labels.length)) ? property : undefined;
}

/**
 * Reads labels such as `Default: 0`, `nullable` or `Possible values: A, B`, which stand behind a property or below it.
 *
 * @returns whether all of the text was known.
 */
export function addLabels(property: ListedProperty, text: string): boolean {
  let rest = trimmed(text);
  while (rest !== '') {
    const label = LABELS.find(({ pattern }) => pattern.test(rest));
    const found = label?.pattern.exec(rest);
    if (!label || !found || !label.add(property, trimmed(found[1] ?? ''))) return false;
    rest = trimmed(rest.slice(found[0].length));
  }
  return true;
}

/** What a listed property says, at its place. */
export function toPublished(listed: ListedProperty, pointer: string): PublishedProperty[] {
  const { line, type, isList, required, isEnum, format, nullable, constraints, values, shownValues } = listed;
  const kind = {
    type,
    ...(format !== undefined && { format }),
    isEnum,
    ...(values && { values: values.map((value) => typed(value, type)) }),
    // An example of an enum is one of its values, though the page may not list the others.
    ...(isEnum && shownValues.length > 0 && { shownValues: shownValues.map((value) => typed(value, type)) }),
    ...(nullable !== undefined && { nullable }),
    ...(Object.keys(constraints).length > 0 && { constraints }),
  };
  const { sentences } = listed;
  const own = {
    pointer,
    line: line.number,
    required,
    ...(sentences.length > 0 && { description: sentences.join(' ') }),
  };
  if (!isList) return [{ ...own, ...kind }];
  return [
    { ...own, type: 'array', isEnum: false },
    { pointer: `${pointer}/*`, line: line.number, required: true, ...kind },
  ];
}

function addQualifier(property: ListedProperty, qualifier: string): boolean {
  if (qualifier === 'enum') {
    property.isEnum = true;
    return true;
  }
  if (addLabels(property, qualifier)) return true;
  if (property.format !== undefined || !/^[\w-]+$/.test(qualifier)) return false;
  property.format = qualifier;
  return true;
}

interface Label {
  readonly pattern: RegExp;
  /** @returns whether the value was known. */
  readonly add: (property: ListedProperty, value: string) => boolean;
}

// A value ends at the next label or at the end of the line.
const NEXT = String.raw`(?=\s*(?:(?:possible|allowed|valid|accepted) values|default|example|pattern|nullable|deprecated|min|max)\b|$)`;
const limit = (name: string, side: 'min' | 'max'): Label => ({
  pattern: new RegExp(String.raw`^${name}:?\s*(-?\d+(?:\.\d+)?)`, 'i'),
  add: ({ constraints, type, isList }, value) => {
    const suffix = isList || type === 'array' ? 'Items' : type === 'string' ? 'Length' : 'imum';
    constraints[`${side}${suffix}`] = Number(value);
    return true;
  },
});

const LABELS: readonly Label[] = [
  {
    pattern: /^(?:(?:possible|allowed|valid|accepted|enum) values?|one of(?=:))(?: \(\d+\))?:?(.*)$/i,
    add(property, value) {
      property.expectsValues = true;
      return value === '' || addValues(property, value);
    },
  },
  {
    pattern: new RegExp(String.raw`^examples?:\s*(.+?)${NEXT}`, 'i'),
    add(property, value) {
      const [only, ...others] = parseValues(value) ?? [];
      if (only !== undefined && others.length === 0) property.shownValues.push(only);
      return true;
    },
  },
  { pattern: new RegExp(String.raw`^default:\s*(.+?)${NEXT}`, 'i'), add: add('default') },
  { pattern: /^pattern:\s*(.+)$/i, add: add('pattern') },
  {
    pattern: new RegExp(String.raw`^const(?:ant)?:\s*(.+?)${NEXT}`, 'i'),
    add: (property, value) => addValues(property, value),
  },
  {
    pattern: /^(?:·\s*)?(nullable|can be null)\b/i,
    add(property) {
      property.nullable = true;
      return true;
    },
  },
  { pattern: /^(deprecated)\b/i, add: flag('deprecated') },
  { pattern: /^(read-only)\b/i, add: flag('readOnly') },
  { pattern: /^(write-only)\b/i, add: flag('writeOnly') },
  { pattern: /^(unique(?: items)?)\b/i, add: flag('uniqueItems') },
  limit(String.raw`min(?:imum)?(?:\s*(?:length|items))?`, 'min'),
  limit(String.raw`max(?:imum)?(?:\s*(?:length|items))?`, 'max'),
];

function add(keyword: string): Label['add'] {
  return ({ constraints }, value) => {
    constraints[keyword] = value.replace(/^[`"'](.*)[`"']$/, '$1');
    return true;
  };
}

function flag(keyword: string): Label['add'] {
  return ({ constraints }) => {
    constraints[keyword] = true;
    return true;
  };
}

/** Adds values to a property. @returns whether the text was a list of values. */
export function addValues(property: ListedProperty, text: string): boolean {
  const values = parseValues(text);
  if (!values) return false;
  property.isEnum = true;
  property.values = [...(property.values ?? []), ...values];
  return true;
}

function typed(value: string, type: string): unknown {
  if (type === 'number' || type === 'integer') return Number(value);
  return type === 'boolean' ? value === 'true' : value;
}

// Separators between labels, and the boundaries of elements.
function trimmed(text: string): string {
  return text.replace(/^[\s\ue000·]+|[\s\ue000·]+$/g, '');
}
