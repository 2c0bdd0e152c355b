export { curlCommand, type SentBody } from './curl-command.ts';
export { withoutReferences } from './references.ts';
export { type Sending, type SendingContract, sendingOf } from './sending.ts';
