import type { Findings } from '../findings.ts';
import { componentName, isSchema, type Schema, walkSchema } from '../schema.ts';
import { escapeToken, parsePointer, valueAt } from '../validators/runtime/json-pointer.ts';
import { schemasOf } from '../walk-document.ts';

type SchemaObject = Exclude<Schema, boolean>;

/**
 * Which schemas a setting opens: those that the document opens itself, all, none, or those at JSON Pointers (`#/components/…`)
 * and inside them.
 */
type Open = 'document' | 'all' | 'none' | readonly string[];

/** How tolerant validators are beyond what the document says. */
export interface Tolerance {
  /** Enums that accept other values, too, which become observations. */
  readonly openEnums?: Open;
  /** Objects that accept other properties though the document forbids them; they become observations. */
  readonly openObjects?: Open;
  /** Whether formats are asserted or only noted in the types; or the formats that are asserted. */
  readonly formats?: 'assert' | 'note' | readonly string[];
}

/**
 * Writes the settings into the document, so that everything that is generated follows from it: `x-extensible` at enums and at
 * alternatives, and no `additionalProperties: false` at objects that are open. A pointer that leads to nothing is a fault.
 *
 * @param isUsed whether a webhook uses the schema at a pointer, which is not inside another schema.
 */
export function applyTolerance(
  document: object,
  { openEnums = 'document', openObjects = 'document' }: Tolerance,
  isUsed: (pointer: string) => boolean,
  findings: Findings,
): void {
  const enums = new Selection(document, 'openEnums', openEnums, findings);
  const objects = new Selection(document, 'openObjects', openObjects, findings);
  if (!enums.isActive && !objects.isActive) return;
  for (const { schema, pointer } of schemasOf(document)) {
    if (!isUsed(pointer)) continue;
    walkSchema(
      schema,
      (inner, at) => {
        if (isTest(at.slice(pointer.length))) return;
        const author = findings.authorsPointer(at);
        if (Array.isArray(inner.enum)) open(enums, inner, author, inner.enum.length > 1);
        if (isClosed(inner) && objects.has(author)) openObject(inner);
        // Alternatives whose parts are open are not exclusive any more, and those of a discriminator not complete.
        if (inner.oneOf && (enums.has(author) || objects.has(author))) inner['x-extensible'] = true;
      },
      pointer,
    );
  }
  enums.faultUnused();
  objects.faultUnused();
}

/** A list of one value says which schema it is, as a constant does; only its own pointer opens it. */
function open(selection: Selection, schema: SchemaObject, pointer: string, hasChoice: boolean): void {
  if (selection.setting === 'none') delete schema['x-extensible'];
  else if (hasChoice ? selection.has(pointer) : selection.hasItself(pointer)) schema['x-extensible'] = true;
}

function isClosed(schema: SchemaObject): boolean {
  return schema.additionalProperties === false || schema.unevaluatedProperties === false;
}

function openObject(schema: SchemaObject): void {
  for (const keyword of ['additionalProperties', 'unevaluatedProperties'] as const)
    if (schema[keyword] === false) delete schema[keyword];
}

/** In a schema that only decides, an open part would change the decision. */
function isTest(pointer: string): boolean {
  return /(?:^|\/)(?:not|if|propertyNames)(?:\/|$)/.test(pointer.replaceAll(/\/properties\/[^/]*/g, ''));
}

class Selection {
  readonly setting: Open;
  readonly isActive: boolean;
  readonly #name: string;
  readonly #findings: Findings;
  readonly #pointers = new Map<string, { readonly given: string; used: boolean }>();

  constructor(document: object, name: string, setting: Open, findings: Findings) {
    this.setting = setting;
    this.#name = name;
    this.#findings = findings;
    this.isActive = setting !== 'document';
    if (typeof setting === 'string') return;
    for (const given of setting) {
      const pointer = given.slice(1);
      const entry = { given, used: false };
      this.#pointers.set(pointer, entry);
      const target: unknown = valueAt(document, parsePointer(pointer));
      // A pointer to a reference means the schema that it leads to.
      if (isSchema(target) && typeof target === 'object' && typeof target.$ref === 'string') {
        const component = componentName(target.$ref);
        if (component !== undefined)
          this.#pointers.set(`/components/schemas/${escapeToken(component)}`, entry);
      }
    }
  }

  /** Whether a schema is at one of the pointers or inside. */
  has(pointer: string): boolean {
    if (typeof this.setting === 'string') return this.setting === 'all';
    for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
      const entry = this.#pointers.get(pointer.slice(0, end));
      if (entry) {
        entry.used = true;
        return true;
      }
    }
    return false;
  }

  hasItself(pointer: string): boolean {
    const entry = this.#pointers.get(pointer);
    if (entry) entry.used = true;
    return entry !== undefined;
  }

  faultUnused(): void {
    const unused = new Set(
      [...this.#pointers.values()].filter(({ used }) => !used).map(({ given }) => given),
    );
    for (const given of unused)
      this.#findings.fault(
        given.slice(1),
        `the setting \`${this.#name}\` has \`${given}\`: expected a schema of a payload with ${this.#name === 'openEnums' ? 'an enum' : 'closed objects'} at it or inside`,
      );
  }
}
