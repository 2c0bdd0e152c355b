import { kebabCase } from '@partner-webhooks/codegen/event-type';
import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { isMap, isScalar } from 'yaml';
import { checklist, type Todo } from '../draft/checklist.ts';
import { ContractFiles, type Location, ROOT } from '../draft/contract-files.ts';
import { findPayloadSchema, schemasAt } from '../draft/schema-location.ts';
import { pairOf } from '../draft/yaml-edit.ts';
import type { Difference } from './difference.ts';
import { ADVICE } from './report.ts';
import { sentence } from './sentence.ts';

/**
 * What a person has to do after a draft, as a list with file and line: what lint rejects until it is done, and the differences that
 * cannot be drafted. It depends on the files only, so that a second run says the same.
 *
 * @param shown the folder as the user named it, for the paths.
 */
export async function nextSteps(
  folder: string,
  shown: string,
  differences: readonly Difference[],
): Promise<string> {
  const files = await ContractFiles.read(folder);
  const todos = await checklist(folder);
  const decisions = differences.filter(({ kind }) => !DRAFTED.has(kind)).map((each) => decision(files, each));
  const handlers = differences
    .filter(({ kind }) => kind === 'webhook-added')
    .map(({ eventType }) => `${kebabCase(eventType)}.ts`);
  if (todos.length === 0 && decisions.length === 0) return 'Nothing to draft.\n';
  const root = shown.replace(/\/$/, '');
  const line = (todo: Todo) => `  [ ] ${root}/${todo.file}:${todo.line}  ${todo.text}\n`;
  return [
    todos.length > 0 ? `To do by hand, ${count(todos.length, 'edit')}:\n` : '',
    ...todos.map(line),
    decisions.length > 0
      ? `To decide, ${count(decisions.length, 'difference')} that no draft can resolve:\n`
      : '',
    ...decisions.map(line),
    todos.length > 0 ? `Then:\n${THEN.map((step) => `  ${step}\n`).join('')}` : '',
    ...handlers.map((file) => `  Write the handler that \`pnpm generate\` begins: ${HANDLERS}/${file}\n`),
  ].join('');
}

const DRAFTED: ReadonlySet<Difference['kind']> = new Set(['webhook-added', 'property-added', 'value-added']);
const HANDLERS = 'apps/receiver/src/handlers';
const THEN = [
  'pnpm lint           rejects what is still to be described, and the marks x-draft',
  'pnpm generate       writes types, validators, routes and documentation',
  'pnpm drift:release  says which version and which changeset the change needs',
];

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** A difference at the line of the contract that it is about. */
function decision(files: ContractFiles, difference: Difference): Todo {
  const location = locationOf(files, difference);
  const text = `${sentence(difference)}: ${ADVICE[difference.kind]}`;
  return { file: location.file, line: files.lineOf(location), text };
}

// Of a property in its object: its schema may be that of many others.
const OF_PRESENCE: ReadonlySet<Difference['kind']> = new Set([
  'no-longer-required',
  'now-required',
  'property-removed',
]);

/** Where one of the schemas requires a property, or else names it. */
function memberAt(files: ContractFiles, schemas: readonly Location[], name: string): Location | undefined {
  const required = schemas.flatMap((schema) =>
    files.entries(files.child(schema, 'required')).map(([, item]) => item),
  );
  return (
    required.find((item) => files.valueOf(item) === name) ??
    schemas.flatMap((schema) => keyOf(files.child(schema, 'properties'), name) ?? [])[0]
  );
}

function keyOf(properties: Location | undefined, name: string): Location | undefined {
  const key = properties && isMap(properties.node) && pairOf(properties.node, name)?.key;
  return properties && isScalar(key) ? { file: properties.file, node: key } : undefined;
}

/** A value in its list, or the schema if it has no such list. */
function valueIn(files: ContractFiles, schema: Location, value: unknown): Location {
  const listed = files.entries(files.child(schema, 'enum')).map(([, item]) => item);
  return listed.find((item) => files.valueOf(item) === value) ?? schema;
}

function locationOf(files: ContractFiles, difference: Difference): Location {
  const { eventType } = difference;
  const root = files.document(ROOT);
  const operation = files.descend(root, 'webhooks', eventType, 'post');
  if (!operation) return files.child(root, 'webhooks') ?? root;
  if (!('pointer' in difference)) return operation;
  const payload = findPayloadSchema(files, eventType);
  if (!payload) return operation;
  const tokens = parsePointer(difference.pointer);
  if (OF_PRESENCE.has(difference.kind)) {
    const found = memberAt(files, schemasAt(files, [payload], tokens.slice(0, -1)), tokens.at(-1) ?? '');
    if (found) return found;
  }
  // What the contract does not have is at its object.
  for (let length = tokens.length; length >= 0; length -= 1) {
    const [found] = schemasAt(files, [payload], tokens.slice(0, length));
    if (!found) continue;
    const schema = files.follow(found);
    return difference.kind === 'value-removed' ? valueIn(files, schema, difference.value) : schema;
  }
  return operation;
}
