import type { Schema } from '../../schema.ts';
import type { SchemaGraph } from './schema-graph.ts';

/** What can be generated for a schema. */
export type Kind = 'check' | 'fields' | 'evaluated';

/** A name of a check's runtime (`runtime/index.ts`). */
export type RuntimeName = keyof typeof import('../runtime/index.ts');

/** What a unit asks of the compiler around it. */
export interface Surroundings {
  readonly graph: SchemaGraph;
  /** The identifier of what is generated for a named schema, and the unit that has it. Compiles it, if it is new. */
  request(kind: Kind, schemaName: string): { readonly identifier: string; readonly unit: Unit };
  /** The expression of a known format, or `undefined` if it is not checked. */
  format(name: string): Format | undefined;
  /** The code of a schema inside a unit. */
  compile(kind: Kind, schema: Schema, identifier: string, unit: Unit, observing: boolean): string;
}

/** A format that is checked. */
export interface Format {
  /** The identifier of the regular expression or function. */
  readonly identifier: string;
  readonly isFunction: boolean;
  readonly type: 'string' | 'number';
  /** It is a part of the runtime, not of the module of formats. */
  readonly isRuntime: boolean;
}

/** The generated code of one named schema, and what it uses of others. */
export class Unit {
  /** The code in order; function declarations and constants that are used only within functions. */
  readonly code: string[] = [];
  readonly exported = new Set<string>();
  readonly runtimeNames = new Set<string>();
  /** The formats by their identifiers, without those of the runtime. */
  readonly formats = new Map<string, string>();
  /** The identifiers that are used of other units. */
  readonly used = new Map<Unit, Set<string>>();
  readonly name: string;
  readonly schemaName: string;
  readonly #around: Surroundings;
  readonly #identifiers = new Map<string, string>();
  readonly #ofSchemas = new Map<Schema, Map<string, string>>();
  #count = 0;

  /**
   * @param name an identifier that no other unit has, of letters and digits.
   * @param schemaName the name under `components.schemas`.
   */
  constructor(name: string, schemaName: string, around: Surroundings) {
    this.name = name;
    this.schemaName = schemaName;
    this.#around = around;
  }

  get graph(): SchemaGraph {
    return this.#around.graph;
  }

  /** A new identifier. */
  variable(prefix = 'v'): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }

  runtime(name: RuntimeName): string {
    this.runtimeNames.add(name);
    return name;
  }

  format(name: string): Format | undefined {
    const format = this.#around.format(name);
    if (format?.isRuntime) this.runtimeNames.add(format.identifier);
    else if (format) this.formats.set(format.identifier, name);
    return format;
  }

  /** The identifier of a constant of the module; the same code gives the same constant. */
  constant(code: string): string {
    const known = this.#identifiers.get(code);
    if (known !== undefined) return known;
    // A name may begin with a digit; those of functions have a prefix.
    const identifier = this.variable(`${/^\d/.test(this.name) ? '_' : ''}${this.name}_`);
    this.#identifiers.set(code, identifier);
    this.code.push(`const ${identifier} = ${code};`);
    return identifier;
  }

  /** The identifier of what is generated for a schema, within this unit or in the unit of the schema it refers to. */
  of(kind: Kind, schema: Schema, observing = true): string {
    const name =
      schema === this.graph.named(this.schemaName) ? this.schemaName : this.graph.onlyReference(schema);
    if (name !== undefined) return this.#ofOther(kind, name);
    const known = this.#ofSchemas.get(schema) ?? new Map<string, string>();
    this.#ofSchemas.set(schema, known);
    const key = `${kind} ${observing}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const identifier = this.variable(`${identifierOf(kind, this.name)}_`);
    known.set(key, identifier);
    this.#write(this.#around.compile(kind, schema, identifier, this, observing));
    return identifier;
  }

  /** Adds the code of the named schema itself. */
  export(kind: Kind): void {
    const identifier = identifierOf(kind, this.name);
    this.exported.add(identifier);
    const schema = this.graph.named(this.schemaName);
    this.#write(this.#around.compile(kind, schema, identifier, this, true));
  }

  #ofOther(kind: Kind, schemaName: string): string {
    const { identifier, unit } = this.#around.request(kind, schemaName);
    if (unit !== this) {
      const names = this.used.get(unit) ?? new Set();
      this.used.set(unit, names.add(identifier));
    }
    return identifier;
  }

  #write(code: string): void {
    this.code.push(code);
  }
}

/** The identifier of what is generated for a named schema. */
export function identifierOf(kind: Kind, name: string): string {
  return `${PREFIXES[kind]}${name}`;
}

const PREFIXES = { check: 'check', fields: 'fieldsOf', evaluated: 'evaluatedBy' } as const;
