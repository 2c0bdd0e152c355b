/** What judges bodies by the contract's schemas, each with its module in `judges/`. Ours is the first. */
export const JUDGES = [
  { name: 'our validators', file: 'ours.ts' },
  { name: 'Ajv, compiled at run time', file: 'ajv.ts' },
  { name: 'TypeBox, compiled at run time', file: 'typebox.ts' },
  { name: 'zod', file: 'zod.ts' },
] as const;
