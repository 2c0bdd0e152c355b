export {
  type Gap,
  type GapFinder,
  type GapFinderOptions,
  openGapFinder,
  type SeenStatus,
} from './find-gaps.ts';
