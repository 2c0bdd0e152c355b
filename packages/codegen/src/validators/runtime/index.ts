// What generated checks import: one module, `internal/shared.js` of the generated package.

export {
  containing,
  evaluatedItems,
  isValid,
  unevaluatedItems,
  unevaluatedProperties,
  wrongNames,
} from './applicators.ts';
export * from './date-time.ts';
export { eachItem, inside, member } from './findings.ts';
export * from './json-pointer.ts';
export { observe, unknownProperties, unknownValue } from './observations.ts';
export { createGuard, createValidator } from './validator.ts';
export { characters, equal, isMultipleOf, isObject, otherNames, ownProperty } from './values.ts';
export {
  additional,
  beyondLimit,
  duplicateItems,
  missing,
  mustBeText,
  violation,
  wrongFormat,
  wrongPattern,
  wrongType,
} from './violations.ts';
