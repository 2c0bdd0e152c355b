import { bundledModules } from './bundle.ts';
import { runtimeDeclarations } from './declarations.ts';
import * as dateTime from './runtime/date-time.ts';
import * as jsonPointer from './runtime/json-pointer.ts';
import { runtimeFile } from './runtime-files.ts';

/**
 * The files that no contract changes: modules of the runtime, and type declarations of all of it. They are made once in a
 * process: for a small contract they take two thirds of the time.
 *
 * @returns their code by their paths, relative to the folder of the validators.
 */
export function unchangingFiles(): Promise<ReadonlyMap<string, string>> {
  made ??= Promise.all([modules(), declarations()]).then(([code, types]) => new Map([...code, ...types]));
  return made;
}

let made: Promise<ReadonlyMap<string, string>> | undefined;

// What validators share with programs, which import it as `@partner-webhooks/types/<name>`. No event type can have such
// a module name: it has a slash.
const SHARED_MODULES = [
  {
    name: 'internal/date-time',
    path: runtimeFile('date-time'),
    members: Object.keys(dateTime).sort(),
  },
  {
    name: 'internal/json-pointer',
    path: runtimeFile('json-pointer'),
    members: Object.keys(jsonPointer).sort(),
  },
];

async function modules(): Promise<ReadonlyMap<string, string>> {
  const bundled = await bundledModules(
    { events: runtimeFile('events'), request: runtimeFile('request') },
    OF_SHARED_MODULE,
  );
  return new Map([
    ...[...bundled].map(([path, code]) => [`internal/${path}`, code] as const),
    ...SHARED_MODULES.map(
      ({ name, members }) => [`${name}.js`, `export { ${members.join(', ')} } from "./shared.js";`] as const,
    ),
  ]);
}

/** What other modules import of the one that validators share. */
const OF_SHARED_MODULE: ReadonlyMap<string, string> = new Map([[runtimeFile('json-pointer'), './shared.js']]);

async function declarations(): Promise<ReadonlyMap<string, string>> {
  const [shared = '', request = '', ...others] = await runtimeDeclarations([
    [runtimeFile('validation')],
    REQUEST_TYPES,
    ...SHARED_MODULES.map(({ path }) => [path]),
  ]);
  return new Map([
    ['internal/shared.d.ts', shared],
    ['internal/request.d.ts', `${TYPES_OF_VALIDATORS}\n\n${request}`],
    ...SHARED_MODULES.map(({ name }, index) => [`${name}.d.ts`, others[index] ?? ''] as const),
  ]);
}

const REQUEST_TYPES = [
  'parse-json',
  'strict-json',
  'path',
  'content-headers',
  'known-pointer',
  'rejection',
  'error-message',
  'header-value',
  'header-check',
].map(runtimeFile);

const TYPES_OF_VALIDATORS = 'import type { Observation, Violation } from "./shared.js";';
