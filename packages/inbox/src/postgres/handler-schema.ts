import { INBOX_SCHEMA } from '../effects/write.ts';

/** The schema with all tables of the handlers. */
export const HANDLER_SCHEMA = `${INBOX_SCHEMA}_app`;

/** From here to its end, a transaction runs statements of handlers: the inbox has its own path, and plans of its own. */
export const AS_HANDLER = `
  SET LOCAL search_path TO ${HANDLER_SCHEMA}, pg_catalog; SET LOCAL enable_seqscan TO DEFAULT;
  SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT`;
