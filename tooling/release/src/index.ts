export { type Assessment, assess } from './assessment.ts';
export type { Change } from './changes.ts';
export { CONTRACTS, ReleaseError } from './contracts.ts';
