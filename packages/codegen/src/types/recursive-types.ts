import type { InterfaceDeclaration, Node, TypeNode } from 'typescript';
import { ts } from '../typescript.ts';

/** The `components` of a contract, without the types that contain themselves in a list. */
export interface NamedTypes {
  readonly components: InterfaceDeclaration;
  /** The types to declare as aliases, by the names of their schemas. */
  readonly recursive: ReadonlyMap<string, TypeNode>;
}

/**
 * Moves types that contain themselves in a list or an alternative out of `components`: TypeScript accepts
 * `type Json = string | Json[]`, but not `interface components { schemas: { Json: string | components['schemas']['Json'][] } }`
 * (error 2502). A type that contains itself in a property stays: TypeScript looks at properties later.
 *
 * @param aliasOf the name of a schema's alias, which the types refer to in place of `components`.
 */
export function separateRecursive(
  components: InterfaceDeclaration,
  aliasOf: (schemaName: string) => string,
): NamedTypes {
  const types = new Map([...schemaMembers(components)].map(({ name, type }) => [name.text, type]));
  const edges = new Map([...types].map(([name, type]) => [name, immediateReferences(type)]));
  const isRecursive = (name: string) => reaches(edges, name, name);
  const names = new Set([...types.keys()].filter(isRecursive));
  if (names.size === 0) return { components, recursive: new Map() };

  const toAlias = (name: string) => ts.factory.createTypeReferenceNode(aliasOf(name));
  const recursive = [...types]
    .filter(([name]) => names.has(name))
    .map(([name, type]) => [name, replaceReferences(type, names, toAlias)] as const);
  const moved = new Set<Node>([...types].filter(([name]) => names.has(name)).map(([, type]) => type));
  const nameOf = new Map([...types].map(([name, type]) => [type as Node, name]));
  const replaced = transform(components, (node) => {
    const name = moved.has(node) ? nameOf.get(node) : undefined;
    return name === undefined ? undefined : toAlias(name);
  });
  return { components: replaced, recursive: new Map(recursive) };
}

function* schemaMembers(components: InterfaceDeclaration) {
  for (const member of components.members) {
    if (!ts.isPropertySignature(member) || !member.type || !ts.isTypeLiteralNode(member.type)) continue;
    if (!ts.isIdentifier(member.name) || member.name.text !== 'schemas') continue;
    for (const { name, type } of member.type.members.filter(ts.isPropertySignature))
      if (type && (ts.isIdentifier(name) || ts.isStringLiteral(name))) yield { name, type };
  }
}

/** The schemas that TypeScript looks at to know the type: those outside of objects' members. */
function immediateReferences(type: TypeNode): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: Node): void => {
    const name = referredSchema(node);
    if (name !== undefined) found.add(name);
    else if (!ts.isTypeLiteralNode(node)) ts.forEachChild(node, visit);
  };
  visit(type);
  return found;
}

function reaches(edges: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [...(edges.get(from) ?? [])];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === to) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(edges.get(name) ?? []));
  }
  return false;
}

function replaceReferences(
  type: TypeNode,
  names: ReadonlySet<string>,
  toAlias: (name: string) => TypeNode,
): TypeNode {
  return transform(type, (node) => {
    const name = referredSchema(node);
    return name !== undefined && names.has(name) ? toAlias(name) : undefined;
  });
}

/** The schema that `components["schemas"]["Order"]` refers to. */
function referredSchema(node: Node): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isIndexedAccessTypeNode(node.objectType)) return undefined;
  const { objectType: root, indexType: kind } = node.objectType;
  const isRoot = ts.isTypeReferenceNode(root) && ts.isIdentifier(root.typeName);
  return isRoot && textOf(kind) === 'schemas' ? textOf(node.indexType) : undefined;
}

function textOf(index: TypeNode): string | undefined {
  return ts.isLiteralTypeNode(index) && ts.isStringLiteral(index.literal) ? index.literal.text : undefined;
}

function transform<T extends Node>(root: T, replace: (node: Node) => Node | undefined): T {
  const { transformed } = ts.transform<Node>(root, [
    (context) => (start) => {
      const visit = (node: Node): Node => replace(node) ?? ts.visitEachChild(node, visit, context);
      return visit(start);
    },
  ]);
  return (transformed[0] ?? root) as T;
}
