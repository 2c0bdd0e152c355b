import type { Contract, Schema, SchemaObject } from '../../contract/document.ts';
import { resolved } from '../../contract/fields.ts';
import { decisiveField, type Webhook } from '../webhook.ts';
import { className, oneLine, pascalCase, wordsOf } from './names.ts';

/** A record that Jackson reads the body into, for Java 17 and later. Values of lists are strings: a list may grow. */
export function javaReader(contract: Contract, webhook: Webhook): string {
  const name = className(webhook.eventType, 'Event');
  const { schema, component } = resolved(contract, webhook.payload);
  const records: Records = {
    contract,
    names: new Map([[component ?? '', name]]),
    nested: [],
    imports: new Set(),
  };
  const components = componentsOf(schema, records);
  const imports = [
    'com.fasterxml.jackson.annotation.JsonIgnoreProperties',
    'com.fasterxml.jackson.databind.json.JsonMapper',
    'java.io.IOException',
    ...records.imports,
  ].sort();
  return `${imports.map((each) => `import ${each};`).join('\n')}

// Properties that the contract does not have yet are accepted.
@JsonIgnoreProperties(ignoreUnknown = true)
record ${name}(${components}) {
  private static final JsonMapper JSON = JsonMapper.builder().findAndAddModules().build();

  static ${name} read(byte[] body) throws IOException {
    return JSON.readValue(body, ${name}.class);
  }
${handling(webhook)}${records.nested.map((each) => `\n${each}`).join('')}}
`;
}

interface Records {
  readonly contract: Contract;
  /** Of the records, by component. */
  readonly names: Map<string, string>;
  readonly nested: string[];
  readonly imports: Set<string>;
}

function componentsOf(schema: SchemaObject, records: Records): string {
  const parts = [schema, ...(schema.allOf ?? []).map((part) => resolved(records.contract, part).schema)];
  const properties = parts.flatMap((part) => Object.entries(part.properties ?? {}));
  const lines = properties.map(([name, property]) => {
    const variable = variableOf(name);
    const type = typeOf(name, property, records);
    if (variable === name) return `${type} ${variable}`;
    records.imports.add('com.fasterxml.jackson.annotation.JsonProperty');
    return `@JsonProperty(${JSON.stringify(name)}) ${type} ${variable}`;
  });
  return lines.length === 0 ? '' : `\n    ${lines.join(',\n    ')}`;
}

function typeOf(name: string, property: Schema, records: Records): string {
  const { schema, component } = resolved(records.contract, property);
  const known = component === undefined ? undefined : records.names.get(component);
  if (known !== undefined) return known;
  const [type] = [schema.type ?? ''].flat().filter((each) => each !== 'null');
  if (schema.items !== undefined) {
    records.imports.add('java.util.List');
    return `List<${typeOf(name.replace(/s$/, ''), schema.items, records)}>`;
  }
  if (schema.properties) return nestedRecord(name, schema, component, records);
  const simple = schema.oneOf || schema.anyOf ? undefined : simpleType(type, schema.format);
  if (simple === undefined) {
    records.imports.add('com.fasterxml.jackson.databind.JsonNode');
    return 'JsonNode';
  }
  if (simple.includes('.')) records.imports.add(simple);
  return simple.slice(simple.lastIndexOf('.') + 1);
}

function simpleType(type: string | undefined, format: string | undefined): string | undefined {
  if (type === 'string') return (format && FORMATS[format]) ?? 'String';
  return type === undefined ? undefined : TYPES[type];
}

const FORMATS: Readonly<Record<string, string>> = {
  date: 'java.time.LocalDate',
  'date-time': 'java.time.OffsetDateTime',
  uuid: 'java.util.UUID',
};
const TYPES: Readonly<Record<string, string>> = {
  boolean: 'Boolean',
  integer: 'java.math.BigInteger',
  number: 'java.math.BigDecimal',
};

function nestedRecord(
  name: string,
  schema: SchemaObject,
  component: string | undefined,
  records: Records,
): string {
  const taken = new Set(records.names.values());
  const record = unique(className(component ?? name, 'Value'), taken);
  // Before its components: it may contain itself.
  records.names.set(component ?? `inline ${taken.size}`, record);
  const components = componentsOf(schema, records).replaceAll('\n    ', '\n      ');
  records.nested.push(
    `  @JsonIgnoreProperties(ignoreUnknown = true)\n  record ${record}(${components}) {}\n`,
  );
  return record;
}

function unique(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? unique(`${name}Value`, taken) : name;
}

function handling(webhook: Webhook): string {
  const field = decisiveField(webhook);
  if (!field) return '';
  const variable = variableOf(field.name);
  const cases = field.values.map(
    ({ value, meaning }) =>
      `      case ${JSON.stringify(value)} -> {} // ${meaning === '' ? 'Not described.' : oneLine(meaning)}\n`,
  );
  return `
  void handle() {
    switch (${field.isRequired ? variable : `${variable} == null ? "" : ${variable}`}) {
${cases.join('')}      default -> System.err.println(${JSON.stringify(`unknown ${field.name}: `)} + ${variable});
    }
  }
`;
}

function variableOf(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name)) return name;
  const [first = 'value', ...rest] = wordsOf(name);
  const variable = first + rest.map(pascalCase).join('');
  return KEYWORDS.has(variable) || /^\d/.test(variable) ? `_${variable}` : variable;
}

// Also the methods of records without parameters.
const KEYWORDS = new Set(
  'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if implements import instanceof int interface long native new package private protected public return short static strictfp super switch synchronized this throw throws transient try void volatile while true false null hashCode toString getClass notify notifyAll wait clone finalize'.split(
    ' ',
  ),
);
