import { Progress } from '@base-ui/react/progress';
import { formatCount } from '../controls/format.ts';
import type { GapsProgress } from './find-gaps.ts';

/** How many event types have been read, and how to stop. */
export function GapsProgressBar({
  progress,
  onCancel,
}: {
  readonly progress: GapsProgress | undefined;
  readonly onCancel: () => void;
}) {
  const { read = 0, eventType = '', done = 0, total = 1 } = progress ?? {};
  return (
    <div className="job">
      <Progress.Root value={done} max={total} getAriaValueText={() => `${done} of ${total} event types`}>
        <Progress.Label className="progress-label">
          Read {formatCount(read)} notifications. Reading {eventType}, {done + 1} of {total} event types.
        </Progress.Label>
        <Progress.Track className="progress">
          <Progress.Indicator className="progress-bar progress-running" />
        </Progress.Track>
      </Progress.Root>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
