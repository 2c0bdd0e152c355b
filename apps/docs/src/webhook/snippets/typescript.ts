import { decisiveField, type Webhook } from '../webhook.ts';
import { oneLine, pascalCase, wordsOf } from './names.ts';

/** A handler for the receiver of this repository. It has a place for each value that the contract knows. */
export function typescriptHandler(webhook: Webhook): string {
  const { eventType, title, description } = webhook;
  const name = `handle${pascalCase(eventType)}`;
  return `import type { Handler } from './handler.ts';

/** ${oneLine(description.split('. ')[0] || title).replace(/\.?$/, '.')} */
export const ${name}: Handler<${quoted(eventType)}> = async ({ payload }, context) => {
${bodyOf(webhook)}
};
`;
}

function bodyOf(webhook: Webhook): string {
  const field = decisiveField(webhook);
  const { subject, title } = webhook;
  const logged = subject === undefined ? '{}' : `{ ${keyOf(subject)}: ${access(subject)} }`;
  if (!field) return `  context.log.info(${logged}, ${quoted(wordsOf(title).join(' '))});`;
  const cases = field.values.map(
    ({ value, meaning }) =>
      `    case ${quoted(value)}: // ${meaning === '' ? 'Not described.' : oneLine(meaning)}\n      break;`,
  );
  const other = field.isRequired
    ? 'A value that the contract does not have yet.'
    : 'A value that the contract does not have yet, or none.';
  return `  switch (${access(field.name)}) {
${cases.join('\n')}
    default: // ${other}
      context.log.warn(${logged}, ${quoted(`unknown ${field.name}`)});
  }`;
}

const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
const isIdentifier = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);
const access = (name: string): string =>
  isIdentifier(name) ? `payload.${name}` : `payload[${quoted(name)}]`;
const keyOf = (name: string): string => (isIdentifier(name) ? name : quoted(name));
