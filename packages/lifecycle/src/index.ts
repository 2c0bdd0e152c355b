export {
  type Gap,
  type GapFinder,
  type GapFinderOptions,
  openGapFinder,
  type SeenStatus,
} from './find-gaps.ts';
export { gapSentence } from './gap-sentence.ts';
export { EVENT_TYPES_WITH_LIFECYCLE, type NotificationWithBody, seenStatus } from './seen-status.ts';
