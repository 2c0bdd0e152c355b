import type { Oas3_1Definition } from '@redocly/openapi-core';
import { componentName, isSchema, resolve, type Schema, walkSchema } from '../schema.ts';
import { createAjvWithFormats } from '../validators/ajv.ts';
import { lenientSchema } from '../validators/lenient-schemas.ts';
import { escapeToken } from '../validators/runtime/json-pointer.ts';
import { isHeaderName } from './header-name.ts';
import type { Place, WebhookFindings } from './webhook-findings.ts';

/** A header that the contract describes as a parameter of a webhook. */
export interface HeaderRule {
  readonly name: string;
  readonly required: boolean;
}

/**
 * The header parameters of a webhook (OpenAPI 3.1, section 4.8.12). Parameters that are sent elsewhere are not
 * checked; reading the contract has warned of them.
 *
 * @param lists the parameters of the path item, and those of the operation, which replace them, each with their place.
 */
export function headerRules(
  document: Oas3_1Definition,
  lists: readonly { readonly parameters: unknown; readonly pointer: string }[],
  eventType: string,
  reasonNotToCompile: CompileCheck,
  findings: WebhookFindings,
): HeaderRule[] {
  const rules = new Map<string, HeaderRule | undefined>();
  for (const { parameters, pointer } of lists) {
    if (!Array.isArray(parameters)) continue;
    for (const [index, each] of parameters.entries()) {
      const parameter = resolve<LooseParameter>(document, each);
      const { name = '', in: location = '' } = parameter;
      const place = { eventType, pointer: `${pointer}/${index}` };
      if (location !== 'header') continue;
      if (IGNORED.has(name.toLowerCase()))
        findings.warn(
          place,
          `the parameter \`${name}\` is ignored, as OpenAPI says: \`content\` or \`security\` describe it`,
        );
      else rules.set(name.toLowerCase(), ruleOf(document, parameter, place, reasonNotToCompile, findings));
    }
  }
  return [...rules.values()].filter((rule) => rule !== undefined);
}

/** Why a schema cannot be compiled; `undefined` if it can. */
export type CompileCheck = (schema: Schema) => string | undefined;

/**
 * Compiles schemas, equal ones once. What Ajv cannot compile is no schema by which a receiver could check. A schema that refers
 * to itself for the same value compiles, and never ends.
 */
export function createCompileCheck(): CompileCheck {
  let ajv: ReturnType<typeof createAjvWithFormats> | undefined;
  const checked = new Map<string, string | undefined>();
  const check = (schema: Schema): string | undefined => {
    ajv ??= createAjvWithFormats();
    try {
      const validate = ajv.compile(schema);
      // Two headers may have schemas with the same `$id`.
      if (typeof schema === 'object') ajv.removeSchema(schema);
      for (const value of ['', 0, true, null, [], {}]) validate(value);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  return (schema) => {
    const key = JSON.stringify(schema);
    if (!checked.has(key)) checked.set(key, check(schema));
    return checked.get(key);
  };
}

const IGNORED: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);

interface LooseParameter {
  readonly name?: string;
  readonly in?: string;
  readonly required?: unknown;
  readonly schema?: unknown;
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}

function ruleOf(
  document: Oas3_1Definition,
  { name = '', required, schema: plain, content }: LooseParameter,
  place: Place,
  reasonNotToCompile: CompileCheck,
  findings: WebhookFindings,
): HeaderRule | undefined {
  if (!isHeaderName(name)) {
    findings.fault(place, `${JSON.stringify(name)} cannot be the name of a header`);
    return undefined;
  }
  const [[mediaType, media] = []] = Object.entries(content ?? {});
  const json = mediaType !== undefined && /[/+]json(?:$|;)/i.test(mediaType);
  if (mediaType !== undefined && !json)
    findings.warn(place, `the value of the header ${name} is ${mediaType}; only its presence is checked`);
  const schema = mediaType === undefined ? plain : json ? media?.schema : true;
  const own = selfContained(document, isSchema(schema) ? schema : true);
  const reason = reasonNotToCompile(own);
  if (reason === undefined) return { name, required: required === true };
  findings.fault(place, `the schema of the header ${name} cannot be checked: ${reason}`);
  return undefined;
}

/** A schema with all that it refers to under `$defs`, as the tolerant reader validates with it. */
function selfContained(document: Oas3_1Definition, schema: Schema): Schema {
  const definitions = new Map<string, Schema>();
  const own = (original: Schema): Schema => {
    const copy = lenientSchema(original);
    walkSchema(copy, (inner) => {
      const key = componentName(inner.$ref ?? '');
      if (key === undefined) return;
      inner.$ref = `#/$defs/${encodeURIComponent(escapeToken(key))}`;
      if (definitions.has(key)) return;
      // First, because a schema may contain itself.
      definitions.set(key, true);
      definitions.set(key, own((document.components?.schemas?.[key] ?? true) as Schema));
    });
    return copy;
  };
  const root = own(schema);
  if (definitions.size === 0 || typeof root !== 'object') return root;
  return { ...root, $defs: { ...root.$defs, ...Object.fromEntries(definitions) } } as Schema;
}
