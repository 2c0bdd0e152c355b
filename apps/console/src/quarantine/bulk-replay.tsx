import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { COUNTED_ONCE } from '../api/query-client.ts';
import { Dialog, DialogDescription } from '../controls/dialog.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { EventTypeSelect } from '../controls/event-type-select.tsx';
import { formatCount } from '../controls/format.ts';
import { useTypedCount } from '../controls/typed-count.tsx';
import { PartsProgress } from './parts-progress.tsx';
import { filterInWords } from './search.ts';
import { useBulkReplay } from './use-bulk-replay.ts';

/** Validates all rejected bodies that match a filter again, and moves those into the inbox that are valid now. It counts them first. */
export function BulkReplay({
  filter,
  onClose,
}: {
  readonly filter: Schemas['QuarantineFilter'];
  readonly onClose: (isDone: boolean) => void;
}) {
  const [as, setAs] = useState<string>();
  const body = { filter, ...(as !== undefined && { eventType: as }) };
  const count = api.useQuery(
    'post',
    '/api/quarantine/replay',
    { body: { ...body, dryRun: true } },
    COUNTED_ONCE,
  );
  const replay = useBulkReplay(as);
  const { progress, result, hasBegun, isRunning, isCancelled } = replay;
  const [isConfirmed, field] = useTypedCount(count.data?.received ?? 0);
  const error = replay.error ?? count.error;
  return (
    <Dialog
      title="Replay rejected bodies"
      {...(hasBegun && { close: 'Close' })}
      onClose={() => onClose(hasBegun)}
    >
      <DialogDescription role="status">
        {result
          ? `${isCancelled ? 'Cancelled: ' : ''}${resultOf(result)}`
          : count.data
            ? forecastOf(count.data, filter)
            : 'Validating…'}
      </DialogDescription>
      {error && <ErrorNotice error={error} />}
      {hasBegun && !result && (
        <PartsProgress
          value={progress?.matched ?? 0}
          total={count.data?.matched ?? 0}
          text={`${formatCount(progress?.matched ?? 0)} validated of ${formatCount(count.data?.matched ?? 0)}${
            progress ? `, ${formatCount(progress.received)} moved to the inbox` : ''
          }`}
          {...{ isRunning, isCancelled, cancel: replay.cancel }}
        />
      )}
      {!hasBegun && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const receivedTo = count.data?.receivedTo;
            if (isConfirmed && receivedTo) replay.start({ ...filter, receivedTo });
          }}
        >
          <EventTypeSelect label="Validate as" none="The event type of each" value={as} onChange={setAs} />
          {field}
          <button type="submit" className="primary" disabled={!count.data || !isConfirmed}>
            Replay {count.data ? formatCount(count.data.received) : ''}
          </button>
        </form>
      )}
    </Dialog>
  );
}

type Counts = Omit<Schemas['QuarantineReplayed'], 'receivedTo'>;

function forecastOf({ matched, received, invalid }: Counts, filter: Schemas['QuarantineFilter']): string {
  return `${formatCount(matched)} of ${filterInWords(filter)}: ${formatCount(received)} valid now, which are handled when they are replayed; ${formatCount(invalid)} still invalid, which stay.`;
}

function resultOf({ received, duplicates, invalid }: Counts): string {
  return `${formatCount(received)} moved to the inbox, ${formatCount(duplicates)} duplicates of notifications in the inbox, ${formatCount(invalid)} still invalid.`;
}
