import { validate } from '@partner-webhooks/types/validators';
import type { Judge } from './judge.ts';

export const judge: Judge = (eventType, body) => validate(eventType, body).valid;
