import type { Contract } from '../contract.ts';
import { type OutputFile, objectLiteral, script } from '../output.ts';
import { type KnownEnum, knownEnums } from './known-enums.ts';

/**
 * The modules `values`, with the values that enums know, and `meanings`, with what they mean. Each export is named after the
 * type of its enum, so that a bundler leaves out the others.
 */
export function valuesModules(contract: Contract): OutputFile[] {
  const enums = knownEnums(contract);
  const described = enums.filter(({ meanings }) => meanings.length > 0);
  return [
    script(
      contract,
      'values.js',
      javascript(enums, ({ values }) => JSON.stringify(values)),
    ),
    script(contract, 'values.d.ts', declarations(enums, valuesType)),
    script(contract, 'meanings.js', javascript(described, meaningsCode)),
    script(contract, 'meanings.d.ts', declarations(described, meaningsType)),
  ];
}

/** Local names differ from all that code uses; the exports may be named like a global object. */
function javascript(enums: readonly KnownEnum[], codeOf: (known: KnownEnum) => string): string {
  if (enums.length === 0) return 'export {};';
  const constants = enums.map(
    (known, index) => `const $${index} = /* @__PURE__ */ Object.freeze(${codeOf(known)});`,
  );
  const exports = enums.map(({ name }, index) => `  $${index} as ${name},`);
  return `${constants.join('\n')}\n\nexport {\n${exports.join('\n')}\n};`;
}

function declarations(enums: readonly KnownEnum[], typeOf: (known: KnownEnum) => string): string {
  if (enums.length === 0) return 'export {};';
  return enums.map((known) => `export declare const ${known.name}: ${typeOf(known)};`).join('\n');
}

function valuesType({ values }: KnownEnum): string {
  // JSON is also how TypeScript writes the type of a constant.
  return `readonly [${values.map((value) => JSON.stringify(value)).join(', ')}]`;
}

/** Without a prototype, so that no value finds what objects inherit. */
function meaningsCode({ meanings }: KnownEnum): string {
  const members = objectLiteral(meanings.map(([value, meaning]) => [value, JSON.stringify(meaning)]));
  return members.replace('{\n', '{\n  __proto__: null,\n');
}

/** The texts are part of the type, so that an editor shows them. */
function meaningsType({ meanings }: KnownEnum): string {
  const members = meanings.map(
    ([value, meaning]) => `  readonly ${JSON.stringify(value)}: ${JSON.stringify(meaning)};`,
  );
  return `{\n${members.join('\n')}\n}`;
}
