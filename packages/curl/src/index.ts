export type { SendingContract } from './contract.ts';
export { type Body, curlCommand } from './curl-command.ts';
