import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';

/** A value in a mapping, or an item of a list. */
export interface Member {
  /** What is written under the key, or what the alias there stands for. */
  readonly node: Node;
  /** The alias or merge key by which it is written elsewhere: `*name` or `<<`. */
  readonly alias?: string;
}

/**
 * The members of a mapping by name, its own ones first. Aliases and merge keys (https://yaml.org/type/merge.html) are followed, as
 * the bundler does. A key without a value is no member.
 *
 * @param document parsed with `merge`.
 */
export function membersOf(document: Document, mapping: YAMLMap): ReadonlyMap<string, Member> {
  const known = knownMembers.get(mapping);
  if (known) return known;
  const members = new Map<string, Member>();
  // Before its content: a merge key may name the mapping that it is in.
  knownMembers.set(mapping, members);
  for (const { key, value } of mapping.items) {
    const member = isMergeKey(key) ? undefined : memberOf(document, value);
    if (member) members.set(nameOf(document, key), member);
  }
  for (const source of mapping.items.flatMap(({ key, value }) => (isMergeKey(key) ? [value] : [])))
    for (const merged of sourcesOf(document, source))
      for (const [name, { node }] of membersOf(document, merged))
        if (!members.has(name)) members.set(name, { node, alias: '<<' });
  return members;
}

/** A node, or what it stands for if it is an alias. */
export function memberOf(document: Document, node: unknown): Member | undefined {
  if (!isAlias(node)) return node ? { node: node as Node } : undefined;
  const target = node.resolve(document);
  return target && { node: target, alias: `*${node.source}` };
}

// Of documents that no code changes.
const knownMembers = new WeakMap<YAMLMap, ReadonlyMap<string, Member>>();

/** Whether a key is a merge key of a document that was parsed with `merge`. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

function sourcesOf(document: Document, source: unknown): YAMLMap[] {
  const node = memberOf(document, source)?.node;
  const nodes = isSeq(node) ? node.items.map((item) => memberOf(document, item)?.node) : [node];
  return nodes.filter((each) => isMap(each));
}

/** A key as `yaml` makes a name of it: that of `null` is empty. */
function nameOf(document: Document, key: unknown): string {
  const node = memberOf(document, key)?.node;
  return isScalar(node) && node.value !== null ? String(node.value) : '';
}
