// How a receiver reads requests: one module, `internal/request.js` of the generated package.

export {
  contentCodings,
  foreignCharset,
  isJsonContent,
  isJsonInUtf8,
  isUtf8Content,
} from './content-headers.ts';
export { errorMessageOf } from './error-message.ts';
export { headerViolations } from './header-check.ts';
export { headerProblem } from './header-value.ts';
export { knownPointer } from './known-pointer.ts';
export { type NumberOf, parseJson } from './parse-json.ts';
export { createParse, createParseRequest } from './parser.ts';
export { createPathReader, folded } from './path.ts';
export {
  filled,
  MAX_RECORDED_VIOLATIONS,
  REQUEST_ERRORS,
  rejectBody,
  rejectHeaders,
} from './rejection.ts';
export { MALFORMED_JSON, parseStrictJson } from './strict-json.ts';
