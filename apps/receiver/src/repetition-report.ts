import type { Repetition } from '@partner-webhooks/inbox';
import type { EventType } from '@partner-webhooks/types';
import type { Logger } from 'pino';

/** Called for each notification whose payload was in the inbox already. */
export type OnRepetition = (repetition: {
  readonly eventType: EventType;
  readonly outcome: Repetition['outcome'];
}) => void;

/** Reports one repetition. @param fields further fields of the log line, such as the id of the notification. */
export type RepetitionReport = (
  eventType: EventType,
  repetition: Repetition,
  fields: Readonly<Record<string, string>>,
) => void;

/**
 * Creates the function that reports repetitions, from the platform or out of quarantine. All are counted in the metrics.
 * Those that have no effect, or are handled once more, are logged.
 */
export function createRepetitionReport(options: {
  readonly log: Logger;
  readonly onRepetition: OnRepetition;
}): RepetitionReport {
  const { log, onRepetition } = options;
  return (eventType, { of, outcome }, more) => {
    onRepetition({ eventType, outcome });
    const fields = { ...more, eventType };
    if (outcome === 'replayed') log.info(fields, 'a dead notification was delivered again: it is replayed');
    if (outcome === 'dead') log.warn(fields, 'a dead notification was delivered again: REPLAY_DEAD is off');
    if (outcome === 'discarded') log.warn(fields, 'a discarded notification was delivered again');
    if (outcome === 'received')
      log.info({ ...fields, repeats: of }, 'repeats a notification without a clock');
  };
}
