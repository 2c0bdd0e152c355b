export {
  type ContentError,
  type ContentHeaders,
  type DecodedContent,
  decode,
  decodeForOperator,
} from './content.ts';
export { propertyNames } from './property-names.ts';
