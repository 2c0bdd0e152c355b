import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { isMap, isScalar, isSeq } from 'yaml';
import { type AddValue, DraftError } from './change.ts';
import type { ContractFiles, Location } from './contract-files.ts';
import { meaningOf } from './descriptions.ts';
import { listAt, mappingAt } from './editable.ts';
import { payloadSchema, schemasAt } from './schema-location.ts';
import { appendItem, appendPair } from './yaml-edit.ts';

/** Adds a value to the enum at a pointer of the payload. */
export function addValue(files: ContractFiles, change: AddValue): void {
  const { eventType, pointer, value } = change;
  const schemas = schemasAt(files, [payloadSchema(files, eventType)], parsePointer(pointer));
  const enums = schemas.filter((schema) => isSeq(files.child(schema, 'enum')?.node));
  if (enums.some((schema) => valuesOf(files, schema).includes(value))) return;
  const target = enums.find((schema) => scalarAt(files, schema, 'x-extensible') === true) ?? enums[0];
  if (!target) throw new DraftError(`${eventType} has no list of values at "${pointer}"`);

  // The last edit first, because an edit moves the text after it.
  const meaning = meaningOf(files, parsePointer(pointer).at(-1), value, undefined);
  files.edit(target.file, (text) => withValue(text, files, target, { value, meaning }));
}

function withValue(
  text: string,
  files: ContractFiles,
  target: Location,
  { value, meaning }: { readonly value: AddValue['value']; readonly meaning: string },
): string {
  const schema = mappingAt(files, target, 'a schema');
  const edits: { readonly at: number; readonly edit: (text: string) => string }[] = [];
  const add = (location: Location | undefined, edit: (text: string) => string) =>
    edits.push({ at: location?.node.range?.[0] ?? Number.POSITIVE_INFINITY, edit });

  const values = files.child(target, 'enum');
  if (values) {
    const list = listAt(files, values, 'the list of values');
    add(values, (current) => appendItem(current, list, value));
  }
  const descriptions = files.child(target, 'x-enumDescriptions');
  if (descriptions && isMap(descriptions.node)) {
    const mapping = mappingAt(files, descriptions, 'the meanings of the values');
    add(descriptions, (current) => appendPair(current, mapping, String(value), meaning));
  }
  const mark = files.child(target, 'x-draft');
  if (!mark) add(undefined, (current) => appendPair(current, schema, 'x-draft', [value], { oneLine: true }));
  else if (isSeq(mark.node)) {
    const list = listAt(files, mark, 'x-draft');
    add(mark, (current) => appendItem(current, list, value));
  }
  return edits.sort((a, b) => b.at - a.at).reduce((current, { edit }) => edit(current), text);
}

function valuesOf(files: ContractFiles, schema: Location): unknown[] {
  return files.entries(files.child(schema, 'enum')).map(([, item]) => files.valueOf(item));
}

function scalarAt(files: ContractFiles, location: Location, key: string): unknown {
  const node = files.child(location, key)?.node;
  return isScalar(node) ? node.value : undefined;
}
