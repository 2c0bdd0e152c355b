export {
  type ContentError,
  type ContentHeaders,
  type DecodedContent,
  decode,
  decodeForOperator,
  isJsonInUtf8,
} from './content.ts';
export { knownPointer, propertyNames } from './known-pointer.ts';
export { createPathReader, folded } from './path.ts';
export { MALFORMED_JSON, type ParsedJson, parseStrictJson } from './strict-json.ts';
