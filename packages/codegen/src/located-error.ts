import { formatFindings, type Origin } from './findings.ts';
import { ContractError } from './schema.ts';

/** An error about one place of a document, with file, line and pointer in its message. */
export function locatedError(error: ContractError, origin: Origin): ContractError {
  const { pointer, message } = error;
  if (pointer === undefined) return error;
  return new ContractError(formatFindings([{ pointer, message }], origin).join('\n'), { cause: error });
}
