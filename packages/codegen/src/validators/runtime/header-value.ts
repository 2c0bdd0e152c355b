// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

/** A type of JSON Schema; an integer is a number. */
type HeaderType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';

/** How the value of a header is read (OpenAPI 3.1, section 4.8.12). */
export interface HeaderForm {
  /** Whether the value is JSON; otherwise it is in the style `simple`. */
  readonly json: boolean;
  /** Whether an object in the style `simple` is `a=1,b=2`; otherwise it is `a,1,b,2`. */
  readonly explode: boolean;
  /** The types that the schema allows. */
  readonly types: readonly HeaderType[];
  /** The types that the schema allows for the items of a list. */
  readonly itemTypes: readonly HeaderType[];
}

/**
 * Checks the value of a header. A header is a text: what it means depends on the types that its schema allows. A text that
 * can be read in several ways is valid if it is valid in one.
 *
 * @param problemOf what is wrong with a value by the schema; `undefined` if it is valid.
 * @returns what is wrong, without the value; `undefined` for a valid value.
 */
export function headerProblem(
  text: string,
  form: HeaderForm,
  problemOf: (value: unknown) => string | undefined,
): string | undefined {
  let first: string | undefined;
  for (const value of form.json ? parsed(text) : readings(text, form)) {
    const problem = problemOf(value);
    if (problem === undefined) return undefined;
    first ??= problem;
  }
  return first ?? (form.json ? 'must be JSON' : `must be ${form.types.join(' or ')}`);
}

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** The values that a text can stand for. */
function readings(text: string, { types, itemTypes, explode }: HeaderForm): unknown[] {
  const values = scalars(text, types);
  if (types.includes('array'))
    values.push(text === '' ? [] : parts(text).map((part) => scalar(part, itemTypes)));
  if (types.includes('object')) {
    const all = parts(text);
    const pairs = explode ? all.map((part) => part.split(/=(.*)/s)) : pairsOf(all);
    values.push(
      Object.fromEntries(pairs.map(([name = '', value = '']) => [name, scalar(value, ANY_SCALAR)])),
    );
  }
  return values;
}

const ANY_SCALAR: readonly HeaderType[] = ['number', 'boolean', 'string'];

function scalars(text: string, types: readonly HeaderType[]): unknown[] {
  const values: unknown[] = [];
  if (types.includes('number') && NUMBER.test(text)) values.push(Number(text));
  if (types.includes('boolean') && (text === 'true' || text === 'false')) values.push(text === 'true');
  if (types.includes('null') && (text === '' || text === 'null')) values.push(null);
  if (types.includes('string')) values.push(text);
  return values;
}

function scalar(text: string, types: readonly HeaderType[]): unknown {
  const [first = text] = scalars(text, types);
  return first;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function parts(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function pairsOf(texts: readonly string[]): string[][] {
  return texts.flatMap((name, index) => (index % 2 === 0 ? [[name, texts[index + 1] ?? '']] : []));
}
