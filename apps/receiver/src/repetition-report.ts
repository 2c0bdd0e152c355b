import type { Repetition } from '@partner-webhooks/inbox';
import type { EventType } from '@partner-webhooks/types';
import type { Logger } from 'pino';

/** Told of every notification whose payload the inbox had already. */
export type OnRepetition = (repetition: {
  readonly eventType: EventType;
  readonly outcome: Repetition['outcome'];
}) => void;

/** Reports one repetition. @param where the fields of the log line, such as the id of the notification. */
export type RepetitionReport = (
  eventType: EventType,
  repetition: Repetition,
  where: Readonly<Record<string, string>>,
) => void;

/**
 * What is repeated shows in the metrics, whether it comes from the platform or out of quarantine. What is repeated in vain,
 * or handled once more, is logged.
 */
export function createRepetitionReport(options: {
  readonly log: Logger;
  readonly onRepetition: OnRepetition;
}): RepetitionReport {
  const { log, onRepetition } = options;
  return (eventType, { of, outcome }, where) => {
    onRepetition({ eventType, outcome });
    const fields = { ...where, eventType };
    if (outcome === 'replayed') log.info(fields, 'a dead notification came once more: it is handled again');
    if (outcome === 'dead') log.warn(fields, 'a dead notification came once more: REPLAY_DEAD is off');
    if (outcome === 'discarded') log.warn(fields, 'a discarded notification came once more');
    if (outcome === 'received')
      log.info({ ...fields, repeats: of }, 'repeats a notification without a clock');
  };
}
