import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { COUNTED_ONCE } from '../api/query-client.ts';
import { Dialog, DialogDescription } from '../controls/dialog.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { formatCount } from '../controls/format.ts';
import { ReasonField } from '../controls/reason-field.tsx';
import { useTypedCount } from '../controls/typed-count.tsx';
import { filterInWords } from '../notifications/search.ts';
import { JobProgress } from './job-progress.tsx';

/** Replays or discards all notifications that match a filter: first counts them, then asks, then shows the progress. */
export function JobDialog({
  action,
  filter,
  error,
  onClose,
}: {
  readonly action: Schemas['JobAction'];
  readonly filter: Schemas['NotificationFilter'];
  /** What the notifications have failed with, if that is what they have in common. */
  readonly error?: string;
  readonly onClose: () => void;
}) {
  const start = api.useMutation('post', '/api/jobs');
  const verb = action === 'replay' ? 'Replay' : 'Discard';
  return (
    <Dialog title={`${verb} notifications`} {...(start.data && { close: 'Close' })} onClose={onClose}>
      {error !== undefined && (
        <pre className="error-text">
          <ForeignText text={error} />
        </pre>
      )}
      {start.data ? (
        <>
          <JobProgress job={start.data} />
          <p className="hint">It goes on when this is closed, and is listed under Handling.</p>
        </>
      ) : (
        <Confirmation
          action={action}
          filter={filter}
          isStarting={start.isPending}
          onConfirm={({ matched, receivedTo }, reason) =>
            // What was counted, and nothing that matches only since.
            start.mutate({
              body: {
                action,
                filter: { ...filter, receivedTo },
                limit: matched,
                ...(reason !== undefined && { reason }),
              },
            })
          }
        />
      )}
      {start.error && <ErrorNotice error={start.error} />}
    </Dialog>
  );
}

function Confirmation({
  action,
  filter,
  isStarting,
  onConfirm,
}: {
  readonly action: Schemas['JobAction'];
  readonly filter: Schemas['NotificationFilter'];
  readonly isStarting: boolean;
  readonly onConfirm: (counted: Schemas['Done'], reason: string | undefined) => void;
}) {
  const [reason, setReason] = useState('');
  const { data, error, refetch } = useDryRun(action, filter);
  const [isConfirmed, field] = useTypedCount(data?.matched ?? 0);
  if (error) return <ErrorNotice error={error} retry={() => void refetch()} />;
  if (!data) return <DialogDescription>Counting the notifications…</DialogDescription>;
  const { matched } = data;
  const isReady = isConfirmed && (action === 'replay' || reason.trim() !== '');
  const verb = action === 'replay' ? 'Replay' : 'Discard';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onConfirm(data, action === 'discard' ? reason.trim() : undefined);
      }}
    >
      <DialogDescription>
        <strong>{formatCount(matched)}</strong>{' '}
        {matched === 1 ? 'notification matches' : 'notifications match'}:{' '}
        <ForeignText text={filterInWords(filter)} />.
      </DialogDescription>
      {action === 'replay' && mayBeHandled(filter) && (
        <p className="notice notice-warning">
          Some of them may have been handled: their handlers run again, with all effects.
        </p>
      )}
      {action === 'discard' && mayBeHandled(filter) && (
        <p className="notice notice-warning">
          Only pending and dead ones are discarded. Those that were handled stay as they are.
        </p>
      )}
      {action === 'discard' && <ReasonField value={reason} onChange={setReason} />}
      {field}
      <button
        type="submit"
        className={action === 'discard' ? 'danger' : 'primary'}
        disabled={!isReady || isStarting}
      >
        {verb} {formatCount(matched)}
      </button>
    </form>
  );
}

/** What fails for a cause has not been handled. */
function mayBeHandled({ state, cause }: Schemas['NotificationFilter']): boolean {
  return cause === undefined && (state === undefined || state === 'handled');
}

/** How many notifications an action would change. Both operations count in the same way. */
function useDryRun(action: Schemas['JobAction'], filter: Schemas['NotificationFilter']) {
  const replay = api.useQuery(
    'post',
    '/api/notifications/replay',
    { body: { filter, dryRun: true } },
    { ...COUNTED_ONCE, enabled: action === 'replay' },
  );
  const discard = api.useQuery(
    'post',
    '/api/notifications/discard',
    { body: { filter, dryRun: true, reason: 'dry run' } },
    { ...COUNTED_ONCE, enabled: action === 'discard' },
  );
  return action === 'replay' ? replay : discard;
}
