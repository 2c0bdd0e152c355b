import { validate } from '@partner-webhooks/types/validators';
import type { IsValid } from './is-valid.ts';

export const isValid: IsValid = (eventType, body) => validate(eventType, body).valid;
