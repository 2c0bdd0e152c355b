export { type ContractChange, DraftError, type JsonSchema } from './change.ts';
export { draft } from './draft.ts';
export { type DraftedFile, patchOf, writeDraft } from './drafted-file.ts';
export { schemaOf } from './seen-schema.ts';
