/**
 * Is called with a sentence about something that the inbox survives and an operator should know.
 *
 * @param level `error` if something stored cannot be read or may be lost; `warn` for everything else.
 */
export type OnNotice = (sentence: string, level: 'warn' | 'error') => void;
