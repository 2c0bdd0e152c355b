import { isMap, isPair, isScalar, type Node, visit } from 'yaml';
import { ContractFiles, type Location, ROOT } from './contract-files.ts';
import { isPlaceholder } from './placeholder.ts';
import { findPayloadSchema } from './schema-location.ts';

/** Something that a person has to do in a file. */
export interface Todo {
  /** Path within the folder of the contract, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** What a person has to do before lint accepts the drafts of a contract: one entry for each edit. */
export async function checklist(folder: string): Promise<Todo[]> {
  const files = await ContractFiles.read(folder);
  const operations = operationsIn(files);
  return files
    .documents('')
    .filter(({ file }) => !OTHER_DOCUMENTS.test(file))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .flatMap((document) => todosIn(files, document, operations));
}

// They have drafts of their own, or none.
const OTHER_DOCUMENTS = /^(admin|released|node_modules)\//;

interface Operation extends Location {
  readonly eventType: string;
}

function operationsIn(files: ContractFiles): Operation[] {
  return files.entries(files.child(files.document(ROOT), 'webhooks')).flatMap(([eventType, each]) => {
    const post = files.descend(each, 'post');
    return post ? [{ eventType, ...post }] : [];
  });
}

function todosIn(
  files: ContractFiles,
  { file, node: root }: Location,
  operations: readonly Operation[],
): Todo[] {
  const todos: Todo[] = [];
  const add = (node: Node, text: string) => todos.push({ file, line: files.lineOf({ file, node }), text });
  visit(root, {
    Pair(_, { key, value }, path) {
      if (!isScalar(key) || key.value !== 'x-draft') return;
      const marked = path.at(-1);
      const names = namesIn(path);
      const values = isScalar(value) ? undefined : (value as { toJSON(): unknown }).toJSON();
      const what = Array.isArray(values)
        ? `check the meaning of ${values.map(quoted).join(', ')} in ${quoted(nameOf(file, names))}${stale(marked, values)}`
        : `check ${quoted(nameOf(file, names))}${asClock(files, operations, { file, names })}`;
      add(key, `${what}, and remove the mark`);
    },
    Scalar(_, scalar, path) {
      if (!isPlaceholder(scalar.value)) return;
      const names = namesIn(path);
      const operation = operations.find(({ node }) => path.some((each) => each === node));
      if (operation && names.at(-1) === 'description') add(scalar, describeOperation(files, operation));
      else if (names.at(-2) === 'x-enumDescriptions')
        add(scalar, `describe the value ${quoted(names.at(-1) ?? '')}`);
      else {
        const name = nameOf(file, names.slice(0, -1));
        add(
          scalar,
          `describe ${quoted(name)}${asClock(files, operations, { file, names: names.slice(0, -1) })}`,
        );
      }
    },
  });
  return todos;
}

/** The keys of mappings that lead to a node. */
function namesIn(path: readonly unknown[]): string[] {
  return path.flatMap((each) => (isPair(each) && isScalar(each.key) ? [String(each.key.value)] : []));
}

function nameOf(file: string, names: readonly string[]): string {
  const path = names.filter((name, index) => name !== 'properties' || names[index - 1] === 'properties');
  const [schema = file] = /[^/]+(?=\.ya?ml$)/.exec(file) ?? [];
  return path.length === 0 ? schema : path.join('.');
}

function describeOperation(files: ContractFiles, operation: Operation): string {
  const at = (key: string) => {
    const found = files.child(operation, key);
    return found ? [files.valueOf(found)].flat().join(', ') : 'none';
  };
  const payload = payloadFile(files, operation) ?? 'its body, which is not JSON';
  return `describe ${operation.eventType}, read ${payload}, and check tag: ${at('tags')}; x-subject: ${at('x-subject')}; x-occurred-at: ${at('x-occurred-at')}`;
}

/** A new property of a payload may have become its clock. */
function asClock(
  files: ContractFiles,
  operations: readonly Operation[],
  { file, names }: { readonly file: string; readonly names: readonly string[] },
): string {
  const [parent, name] = names;
  if (parent !== 'properties' || names.length !== 2) return '';
  const clocks = operations.filter((operation) => {
    const clock = files.child(operation, 'x-occurred-at');
    const isNamed = clock !== undefined && files.valueOf(clock) === name;
    return isNamed && payloadFile(files, operation) === file;
  });
  return clocks.map(({ eventType }) => ` as the clock of ${eventType}`).join(',');
}

function payloadFile(files: ContractFiles, { eventType }: Operation): string | undefined {
  const schema = findPayloadSchema(files, eventType);
  return schema && files.follow(schema).file;
}

/** What the description of a list says of its length may be wrong after values were added. */
function stale(schema: unknown, values: readonly unknown[]): string {
  const text: unknown = isMap(schema) ? schema.get('description') : undefined;
  if (typeof text !== 'string') return '';
  const mentions = values.filter((value) => text.includes(`\`${String(value)}\``)).map(quoted);
  const counted = /\bOne value\b[^.]*|\bTwo values\b[^.]*/.exec(text.replace(/\s+/g, ' '))?.[0];
  return [
    ...(counted === undefined ? [] : [`; its description says “${counted}”`]),
    ...(mentions.length === 0 ? [] : [`; its description mentions ${mentions.join(', ')}`]),
  ].join('');
}

function quoted(value: unknown): string {
  return `\`${String(value)}\``;
}
