import { type Contract, type Example, jsonOf, type Operation, operationOf } from './document.ts';

/** An example of a payload. */
export interface NamedExample extends Example {
  readonly name: string;
}

/**
 * The examples of a webhook in the order of the contract, except that those which contradict themselves come last: tools that
 * make examples say that an object was created and that it could not be.
 */
export function examplesOf(contract: Contract, eventType: string): readonly NamedExample[] {
  const [, operation] = operationOf(contract, eventType) ?? [];
  return operation ? orderedExamples(operation) : [];
}

/** The examples of an operation, in the order of {@link examplesOf}. */
export function orderedExamples({ requestBody }: Operation): readonly NamedExample[] {
  const { examples = {}, example: only } = jsonOf(requestBody?.content) ?? {};
  const all = Object.entries(examples)
    .map(([name, example]) => ({ ...example, name }))
    // The value can also be a file that is elsewhere.
    .filter(({ value }) => value !== undefined);
  if (all.length === 0 && only !== undefined)
    all.push({ name: 'example', summary: 'An example', value: only });
  const isContradictory = ({ value }: NamedExample) => contradictionOf(value) !== undefined;
  return [...all.filter((each) => !isContradictory(each)), ...all.filter(isContradictory)];
}

/** What is not plausible in a payload: an error of something that was created. `undefined` if nothing is. */
export function contradictionOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const payload = value as Readonly<Record<string, unknown>>;
  const error = Object.keys(payload).find((key) => /error/i.test(key) && !isEmpty(payload[key]));
  if (payload['notificationType'] !== 'CREATED' || error === undefined) return undefined;
  return `CREATED, with ${error}`;
}

const isEmpty = (value: unknown): boolean => value == null || (Array.isArray(value) && value.length === 0);
