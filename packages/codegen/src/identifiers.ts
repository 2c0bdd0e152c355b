import type { Finding } from './findings.ts';
import { referenceTokens } from './reference-tokens.ts';
import { escapeToken, parsePointer, valueAt } from './validators/runtime/json-pointer.ts';

/**
 * Replaces references by identifier (`$id`, `$anchor`; JSON Schema 2020-12, Core, section 8.2) within a file by references with
 * JSON Pointers. A reference under an `$id` is relative to it, and not to the file: `#/$defs/a` leads into the schema with the
 * `$id`. What the file does not have is looked for where it lies relative to the file's own `$id`. Changes the file.
 *
 * @returns the anchors that several schemas have.
 */
export function resolveIdentifiers(file: unknown): Finding[] {
  const found: Found = {
    file,
    resources: new Map(),
    anchors: new Map(),
    dynamic: new Set(),
    references: [],
    ambiguous: [],
  };
  collect(file, { pointer: '', base: DOCUMENT, within: '' }, false, found);
  const root = [...found.resources].find(([, pointer]) => pointer === '')?.[0];
  for (const reference of found.references) rewrite(reference, found, root);
  return found.ambiguous;
}

/** Beside the `$ref` that is written for a `$dynamicRef`: the name of the dynamic anchor to which it leads. */
export const DYNAMIC_ANCHOR = 'x-codegen-dynamic-anchor';

/** The identifier of a file without `$id`. Relative identifiers are relative to it. */
const DOCUMENT = 'http://document.invalid/';

interface Place {
  readonly pointer: string;
  /** The identifier of the schema around it that has one. */
  readonly base: string;
  /** The pointer of that schema. */
  readonly within: string;
}

interface Reference extends Place {
  readonly owner: Record<string, unknown>;
  readonly keyword: '$ref' | '$dynamicRef';
  readonly target: string;
}

interface Found {
  readonly file: unknown;
  /** The pointers of schemas by their identifiers. */
  readonly resources: Map<string, string>;
  /** The pointers of schemas by identifier and anchor. */
  readonly anchors: Map<string, string>;
  /** Those of the anchors that are dynamic. */
  readonly dynamic: Set<string>;
  readonly references: Reference[];
  readonly ambiguous: Finding[];
}

function collect(value: unknown, place: Place, isMapping: boolean, found: Found): void {
  if (typeof value !== 'object' || value === null) return;
  const here = isMapping || Array.isArray(value) ? place : identified(value, place, found);
  for (const [key, inner] of Object.entries(value)) {
    if (!isMapping && !Array.isArray(value) && VALUE_KEYWORDS.has(key)) continue;
    const isNames = !isMapping && NAMED_MEMBERS.has(key);
    collect(inner, { ...here, pointer: `${place.pointer}/${escapeToken(key)}` }, isNames, found);
  }
}

function identified(value: object, place: Place, found: Found): Place {
  const { resources, anchors, dynamic, references } = found;
  const owner = value as Record<string, unknown>;
  const { $id, $anchor, $dynamicAnchor } = owner;
  let here = place;
  if (typeof $id === 'string' && !$id.startsWith('#')) {
    const base = absolute($id, place.base);
    if (base !== undefined) {
      here = { pointer: place.pointer, base: withoutFragment(base), within: place.pointer };
      if (!resources.has(here.base)) resources.set(here.base, place.pointer);
    }
  }
  // Until draft 7, an anchor was an `$id` with a fragment only.
  const former = typeof $id === 'string' && $id.startsWith('#') ? $id.slice(1) : undefined;
  for (const anchor of new Set([$anchor, $dynamicAnchor, former])) {
    if (typeof anchor !== 'string') continue;
    const key = `${here.base}#${anchor}`;
    const other = anchors.get(key);
    if (other === undefined) anchors.set(key, place.pointer);
    else
      found.ambiguous.push({
        pointer: place.pointer,
        message: `the schema #${other} has the anchor \`${anchor}\`, too, and references lead to that one; give this one another anchor, or an \`$id\``,
      });
  }
  if (typeof $dynamicAnchor === 'string') dynamic.add(`${here.base}#${$dynamicAnchor}`);
  for (const keyword of ['$ref', '$dynamicRef'] as const) {
    const target = owner[keyword];
    if (typeof target === 'string') references.push({ ...here, owner, keyword, target });
  }
  return here;
}

function rewrite(reference: Reference, found: Found, root: string | undefined): void {
  const { resources, anchors, dynamic } = found;
  const { owner, keyword, target, base, within } = reference;
  const [uri = '', fragment = ''] = target.split('#', 2);
  const isPointer = fragment === '' || fragment.startsWith('/');
  const to = (pointer: string, dynamicAnchor?: string) => {
    delete owner[keyword];
    const isFree = owner['$ref'] === undefined;
    const part: Record<string, unknown> = isFree ? owner : {};
    part['$ref'] = pointer;
    if (dynamicAnchor !== undefined) part[DYNAMIC_ANCHOR] = dynamicAnchor;
    if (!isFree) owner['allOf'] = [...((owner['allOf'] as unknown[] | undefined) ?? []), part];
  };
  const inside = (resource: string, at: string): boolean => {
    const key = `${resource}#${fragment}`;
    const anchored = isPointer ? undefined : anchors.get(key);
    if (!isPointer && anchored === undefined) return false;
    const isDynamic = keyword === '$dynamicRef' && !isPointer && dynamic.has(key);
    const pointer = `#${(anchored ?? at).replaceAll('%', '%25')}${isPointer ? fragment : ''}`;
    to(pointer, isDynamic ? fragment : undefined);
    return true;
  };
  if (uri === '') {
    // Many documents mean the whole document by `#/components/…` below an `$id`, too.
    const isInside =
      valueAt(found.file, [...parsePointer(within), ...referenceTokens(fragment)]) !== undefined;
    if ((within !== '' && isInside) || !isPointer || keyword === '$dynamicRef') inside(base, within);
    return;
  }
  const url = absolute(uri, base);
  const known = url === undefined ? undefined : resources.get(url);
  if (url !== undefined && known !== undefined && inside(url, known)) return;
  const beside = url === undefined || root === undefined ? undefined : relative(root, url);
  if (beside !== undefined) to(beside + (fragment === '' ? '' : `#${fragment}`));
}

function absolute(identifier: string, base: string): string | undefined {
  // A name such as `urn:example:a` is absolute, and nothing is relative to it.
  return URL.canParse(identifier, base) ? new URL(identifier, base).href : undefined;
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? '';
}

/** The path from one URL to another one of the same server. */
function relative(from: string, to: string): string | undefined {
  const [a, b] = [new URL(from), new URL(to)];
  if (a.origin !== b.origin || a.origin === 'null' || b.pathname === '/') return undefined;
  const [folders, names] = [a.pathname.split('/').slice(0, -1), b.pathname.split('/')];
  let shared = 0;
  while (shared < folders.length && folders[shared] === names[shared]) shared += 1;
  return ['.', ...folders.slice(shared).map(() => '..'), ...names.slice(shared)].join('/');
}

/** Keywords whose values are no schemas, whatever they look like. */
const VALUE_KEYWORDS: ReadonlySet<string> = new Set([
  'const',
  'default',
  'enum',
  'example',
  'examples',
  'value',
]);
/** Fields whose members have names that authors choose. */
const NAMED_MEMBERS: ReadonlySet<string> = new Set([
  ...['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties'],
  ...[
    'callbacks',
    'content',
    'encoding',
    'headers',
    'links',
    'mediaTypes',
    'parameters',
    'pathItems',
    'paths',
  ],
  ...['requestBodies', 'responses', 'schemas', 'webhooks'],
]);
