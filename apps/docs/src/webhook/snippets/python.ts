import { decisiveField, type Webhook } from '../webhook.ts';
import { oneLine, snakeCase } from './names.ts';

/** A function that reads the body, for Python 3.10 and later, without any package. */
export function pythonReader(webhook: Webhook): string {
  const { eventType, fields } = webhook;
  const field = decisiveField(webhook);
  const required = fields.filter(
    ({ depth, isRequired, path }) => depth === 0 && isRequired && path !== field?.path,
  );
  return `import json
from decimal import Decimal


def read_${snakeCase(eventType)}(body: bytes) -> None:
    # Decimal keeps the digits of numbers.
    payload = json.loads(body, parse_float=Decimal)
${required.map(({ name }) => `    ${variableOf(name)} = payload[${JSON.stringify(name)}]\n`).join('')}${field ? matchOf(field) : printOf(required)}`;
}

type Named = Pick<Webhook['fields'][number], 'name'>;

function printOf(fields: readonly Named[]): string {
  return `    print(${fields.map(({ name }) => variableOf(name)).join(', ') || 'payload'})\n`;
}

function matchOf({ name, values, isRequired }: Webhook['fields'][number]): string {
  const key = JSON.stringify(name);
  const cases = values.map(
    ({ value, meaning }) =>
      `        case ${JSON.stringify(value)}:  # ${meaning === '' ? 'Not described.' : oneLine(meaning)}\n            pass\n`,
  );
  return `    match ${isRequired ? `payload[${key}]` : `payload.get(${key})`}:
${cases.join('')}        case other:  # A value that the contract does not have yet${isRequired ? '' : ', or none'}.
            print(${JSON.stringify(`unknown ${name}:`)}, other)
`;
}

const variableOf = (name: string): string => {
  const variable = snakeCase(name).replace(/^(?=\d)/, '_') || '_';
  return KEYWORDS.has(variable) ? `${variable}_` : variable;
};

const KEYWORDS = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield body json payload print'.split(
    ' ',
  ),
);
