/** The part of a contract that says how a notification is sent, without references. */
export interface SendingContract {
  readonly webhooks: Readonly<Record<string, SendingPathItem>>;
  readonly security?: readonly SecurityRequirement[];
  readonly components?: {
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  };
}

/** A webhook has one method. */
interface SendingPathItem {
  readonly post?: SendingOperation;
  readonly put?: SendingOperation;
  readonly patch?: SendingOperation;
  readonly parameters?: readonly Parameter[];
}

interface SendingOperation {
  readonly requestBody?: { readonly content?: Readonly<Record<string, unknown>> };
  readonly security?: readonly SecurityRequirement[];
  readonly parameters?: readonly Parameter[];
  readonly responses?: Readonly<Record<string, unknown>>;
}

type SecurityRequirement = Readonly<Record<string, unknown>>;

/** How a sender authenticates. */
export interface SecurityScheme {
  readonly type?: string;
  readonly in?: string;
  readonly name?: string;
  readonly scheme?: string;
}

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly schema?: unknown;
}

/** How a notification is sent, besides its URL and its body. */
export interface Sending {
  /** In capitals. */
  readonly method: string;
  readonly contentType: string;
  /** The schemes that are all required; the first of the alternatives. */
  readonly security: readonly SecurityScheme[];
  /** The headers that the contract requires. The value is that of an example; `undefined` if there is none. */
  readonly headers: readonly (readonly [name: string, value: string | undefined])[];
  /** The status with which a receiver acknowledges it: 200 or, if the contract has other 2xx only, the lowest of them. */
  readonly acknowledgement: number;
}

/** How notifications of an event type are sent. What the contract does not say is as most platforms have it. */
export function sendingOf(contract: SendingContract, eventType: string): Sending {
  const item = Object.hasOwn(contract.webhooks, eventType) ? contract.webhooks[eventType] : undefined;
  const method = METHODS.find((name) => item?.[name]) ?? 'post';
  const operation = item?.[method];
  return {
    method: method.toUpperCase(),
    contentType: mediaTypeOf(operation?.requestBody?.content ?? {}),
    security: schemesOf(contract, operation),
    headers: requiredHeaders([...(item?.parameters ?? []), ...(operation?.parameters ?? [])]),
    acknowledgement: acknowledgementOf(operation?.responses ?? {}),
  };
}

const METHODS = ['post', 'put', 'patch'] as const;

/** A range such as `application/*` is no media type that a sender can name. */
function mediaTypeOf(content: Readonly<Record<string, unknown>>): string {
  return Object.keys(content).find((type) => JSON_TYPE.test(type)) ?? 'application/json';
}

const JSON_TYPE = /^[^*/]+\/([^*/]+\+)?json\s*(;|$)/i;

function schemesOf(contract: SendingContract, operation: SendingOperation | undefined): SecurityScheme[] {
  const alternatives = operation?.security ?? contract.security ?? [];
  const schemes = contract.components?.securitySchemes ?? {};
  return Object.keys(alternatives[0] ?? {}).flatMap((name) => schemes[name] ?? []);
}

/** Those of the operation come after those of the path, and replace them. */
function requiredHeaders(parameters: readonly Parameter[]): Sending['headers'] {
  const headers = new Map<string, readonly [string, string | undefined]>();
  for (const parameter of parameters) {
    const { name, in: place, required } = parameter;
    if (name === undefined || place !== 'header' || IGNORED.has(name.toLowerCase())) continue;
    if (required) headers.set(name.toLowerCase(), [name, exampleOf(parameter)]);
    else headers.delete(name.toLowerCase());
  }
  return [...headers.values()];
}

// OpenAPI 3.1, section 4.8.12.1: a parameter of this name is ignored.
const IGNORED = new Set(['accept', 'content-type', 'authorization']);

function acknowledgementOf(responses: Readonly<Record<string, unknown>>): number {
  const [lowest] = Object.keys(responses)
    .filter((status) => /^2\d\d$/.test(status))
    .toSorted();
  return Number(lowest ?? 200);
}

function exampleOf({ example, examples, schema }: Parameter): string | undefined {
  const {
    example: ofSchema,
    examples: ofSchemas,
    const: only,
    enum: values,
    default: usual,
  } = Object(schema);
  const candidates = [
    example,
    Object.values(examples ?? {})[0]?.value,
    ofSchema,
    ofSchemas?.[0],
    only,
    usual,
    values?.[0],
  ];
  const found = candidates.find((each) => each !== undefined);
  return found === undefined || typeof found === 'object' ? undefined : String(found);
}
