import { kebabCase } from '@partner-webhooks/codegen/event-type';
import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { checklist, type Todo } from '../draft/checklist.ts';
import { ContractFiles, type Location, ROOT } from '../draft/contract-files.ts';
import { payloadSchema, schemasAt } from '../draft/schema-location.ts';
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
      ? `To decide, ${count(decisions.length, 'difference')} that no draft can settle:\n`
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

function locationOf(files: ContractFiles, difference: Difference): Location {
  const { eventType } = difference;
  const root = files.document(ROOT);
  const operation = files.descend(root, 'webhooks', eventType, 'post');
  if (!operation) return files.child(root, 'webhooks') ?? root;
  if (!('pointer' in difference)) return operation;
  const payload = payloadSchema(files, eventType);
  const tokens = parsePointer(difference.pointer);
  // What the contract does not have is at its object.
  for (let length = tokens.length; length >= 0; length -= 1) {
    const [found] = schemasAt(files, [payload], tokens.slice(0, length));
    if (found) return files.follow(found);
  }
  return operation;
}
