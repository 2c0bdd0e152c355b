import { Progress } from '@base-ui/react/progress';

/** How far a change in parts is, and the button that cancels the rest. */
export function PartsProgress({
  value,
  total,
  text,
  isRunning,
  isCancelled,
  cancel,
}: {
  readonly value: number;
  readonly total: number;
  /** What has been done, in words. */
  readonly text: string;
  readonly isRunning: boolean;
  readonly isCancelled: boolean;
  readonly cancel: () => void;
}) {
  return (
    <div className="job">
      <Progress.Root value={value} max={Math.max(total, 1)}>
        <Progress.Label className="progress-label">
          {isRunning ? 'Running' : 'Ended'}: {text}
        </Progress.Label>
        <Progress.Track className="progress">
          <Progress.Indicator className="progress-bar" />
        </Progress.Track>
      </Progress.Root>
      {isRunning && (
        <button type="button" disabled={isCancelled} onClick={cancel}>
          {isCancelled ? 'Cancelling…' : 'Cancel the rest'}
        </button>
      )}
      <p className="hint">It runs as long as this is open. What it has done stays.</p>
    </div>
  );
}
