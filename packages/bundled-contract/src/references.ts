/**
 * Gives a bundled OpenAPI 3.1 contract whose webhooks have no references but those to schemas: path items, parameters, bodies,
 * responses, headers and examples stand where they are used. A schema may contain itself, so it stays a reference.
 */
export function withoutReferences<T extends { readonly webhooks?: unknown }>(contract: T): T {
  const resolve = (value: unknown) => resolved(contract, value);
  const all = (values: unknown, convert: (value: Item) => unknown) =>
    mapped(values, (each) => convert(resolve(each)));
  const media = (content: unknown) =>
    all(content, (each) => changed(each, { examples: (examples) => all(examples, (example) => example) }));
  const response = (each: Item) =>
    changed(each, { content: media, headers: (headers) => all(headers, (header) => header) });
  const parameters = (list: unknown) => (Array.isArray(list) ? list.map(resolve) : list);
  const operation = (value: unknown) =>
    changed(resolve(value), {
      parameters,
      requestBody: (body) => changed(resolve(body), { content: media }),
      responses: (responses) => all(responses, response),
    });
  const item = (value: Item) =>
    changed(value, { parameters, ...Object.fromEntries(METHODS.map((method) => [method, operation])) });
  return { ...contract, webhooks: all(contract.webhooks, item) };
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

type Item = Readonly<Record<string, unknown>>;

/** An object with some of its properties changed, if it has them. */
function changed(value: Item, changes: Readonly<Record<string, (value: unknown) => unknown>>): Item {
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      Object.hasOwn(changes, name) ? changes[name]?.(each) : each,
    ]),
  );
}

function mapped(values: unknown, convert: (value: unknown) => unknown): unknown {
  if (!isItem(values)) return values;
  return Object.fromEntries(Object.entries(values).map(([name, each]) => [name, convert(each)]));
}

/** What a reference leads to; an empty object if it leads nowhere. What stands beside the reference wins. */
function resolved(contract: object, value: unknown, depth = 0): Item {
  if (!isItem(value)) return {};
  const { $ref, ...beside } = value;
  if (typeof $ref !== 'string') return value;
  return depth < MAX_DEPTH
    ? { ...resolved(contract, targetOf(contract, $ref), depth + 1), ...beside }
    : beside;
}

// Of references that lead to references. More than that is a circle.
const MAX_DEPTH = 50;

/** RFC 6901, as the fragment of a URI. */
function targetOf(contract: object, $ref: string): unknown {
  if (!$ref.startsWith('#/')) return undefined;
  const keys = $ref
    .slice(2)
    .split('/')
    .map((key) => decoded(key).replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>(
    (found, key) => (isItem(found) && Object.hasOwn(found, key) ? found[key] : undefined),
    contract,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
