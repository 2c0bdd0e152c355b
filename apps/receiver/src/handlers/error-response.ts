import { errorMessageOf } from '@partner-webhooks/types/request';
import type { ErrorResponse } from '../reported-error.ts';

/** The contract's error response, `ErrorMessage`. A contract with another one needs another function here. */
export const errorResponse: ErrorResponse = { mediaType: 'application/json', bodyOf: errorMessageOf };
