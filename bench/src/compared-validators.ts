/** Validators of the contract's schemas, each with its module in `validators/`. Ours is the first. */
export const VALIDATORS = [
  { name: 'our validators', file: 'ours.ts' },
  { name: 'Ajv, compiled at run time', file: 'ajv.ts' },
  { name: 'TypeBox, compiled at run time', file: 'typebox.ts' },
  { name: 'zod', file: 'zod.ts' },
] as const;
