import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { COUNTED_ONCE } from '../api/query-client.ts';
import { Dialog, DialogDescription } from '../controls/dialog.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { formatCount } from '../controls/format.ts';
import { ReasonField } from '../controls/reason-field.tsx';
import { useTypedCount } from '../controls/typed-count.tsx';
import { PartsProgress } from './parts-progress.tsx';
import { filterInWords } from './search.ts';
import { useBulkDiscard } from './use-bulk-discard.ts';

/** Deletes all rejected bodies that match a filter: first counts them, then asks, then says how many it were. */
export function BulkDiscard({
  filter,
  onClose,
}: {
  readonly filter: Schemas['QuarantineFilter'];
  readonly onClose: (isDone: boolean) => void;
}) {
  const [reason, setReason] = useState('');
  const count = api.useQuery(
    'post',
    '/api/quarantine/discard',
    { body: { filter, dryRun: true, reason: 'dry run' } },
    COUNTED_ONCE,
  );
  const discard = useBulkDiscard();
  const { progress, result, hasBegun, isRunning, isCancelled } = discard;
  const matched = count.data?.matched ?? 0;
  const [isConfirmed, field] = useTypedCount(matched);
  const error = discard.error ?? count.error;
  return (
    <Dialog
      title="Discard rejected bodies"
      {...(hasBegun && { close: 'Close' })}
      onClose={() => onClose(hasBegun)}
    >
      <DialogDescription role="status">
        {result
          ? `${isCancelled && result.done < result.matched ? 'Cancelled: ' : ''}${discardedOf(result)}.`
          : count.data
            ? `${formatCount(matched)} of ${filterInWords(filter)}. They are deleted, and cannot be brought back.`
            : 'Counting the rejected bodies…'}
      </DialogDescription>
      {error && <ErrorNotice error={error} />}
      {hasBegun && !result && (
        <PartsProgress
          value={progress?.done ?? 0}
          total={matched}
          text={discardedOf(progress ?? { done: 0, matched })}
          {...{ isRunning, isCancelled, cancel: discard.cancel }}
        />
      )}
      {count.data && !hasBegun && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const receivedTo = count.data?.receivedTo;
            if (isConfirmed && receivedTo)
              discard.start({ matched, filter: { ...filter, receivedTo }, reason: reason.trim() });
          }}
        >
          <ReasonField value={reason} onChange={setReason} />
          {field}
          <button type="submit" className="danger" disabled={!isConfirmed || reason.trim() === ''}>
            Discard {formatCount(matched)}
          </button>
        </form>
      )}
    </Dialog>
  );
}

function discardedOf({ done, matched }: { readonly done: number; readonly matched: number }): string {
  return `${formatCount(done)} of ${formatCount(matched)} discarded`;
}
