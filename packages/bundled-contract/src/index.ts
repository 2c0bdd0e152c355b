export { curlCommand, type SentBody } from './curl-command.ts';
export { withoutReferences } from './references.ts';
export type { SendingContract } from './sending.ts';
