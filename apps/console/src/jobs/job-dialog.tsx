import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { formatCount } from '../controls/format.ts';
import { filterInWords } from '../notifications/search.ts';
import { JobProgress } from './job-progress.tsx';

/** From this count on the number has to be typed: a click alone is too easy. */
const TYPED_FROM = 100;

/** Replays or discards all notifications that match a filter: first counts them, then asks, then shows the progress. */
export function JobDialog({
  action,
  filter,
  onClose,
}: {
  readonly action: Schemas['JobAction'];
  readonly filter: Schemas['NotificationFilter'];
  readonly onClose: () => void;
}) {
  const start = api.useMutation('post', '/api/jobs');
  const verb = action === 'replay' ? 'Replay' : 'Discard';
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title className="dialog-title">{verb} notifications</AlertDialog.Title>
          {start.data ? (
            <JobProgress job={start.data} />
          ) : (
            <Confirmation
              action={action}
              filter={filter}
              isStarting={start.isPending}
              onConfirm={(reason) =>
                start.mutate({ body: { action, filter, ...(reason !== undefined && { reason }) } })
              }
            />
          )}
          {start.error && <ErrorNotice error={start.error} />}
          <AlertDialog.Close className="quiet">{start.data ? 'Close' : 'Do nothing'}</AlertDialog.Close>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
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
  readonly onConfirm: (reason: string | undefined) => void;
}) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const { data, error, refetch } = useDryRun(action, filter);
  if (error) return <ErrorNotice error={error} retry={() => void refetch()} />;
  if (!data) return <AlertDialog.Description>Counting the notifications…</AlertDialog.Description>;
  const { matched } = data;
  const mustType = matched >= TYPED_FROM;
  const isReady =
    matched > 0 &&
    (!mustType || typed.replaceAll(/\D/g, '') === String(matched)) &&
    (action === 'replay' || reason.trim() !== '');
  const verb = action === 'replay' ? 'Replay' : 'Discard';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onConfirm(action === 'discard' ? reason.trim() : undefined);
      }}
    >
      <AlertDialog.Description>
        <strong>{formatCount(matched)}</strong>{' '}
        {matched === 1 ? 'notification matches' : 'notifications match'}: {filterInWords(filter)}.
      </AlertDialog.Description>
      {action === 'replay' && (filter.state === undefined || filter.state === 'handled') && (
        <p className="notice notice-warning">
          Some of them may have been handled: their handlers run again, with all effects.
        </p>
      )}
      {action === 'discard' && (
        <label className="field">
          <span>Reason, for the log</span>
          <input value={reason} onChange={({ target }) => setReason(target.value)} maxLength={500} required />
        </label>
      )}
      {mustType && (
        <label className="field">
          <span>Type {matched} to confirm</span>
          <input value={typed} inputMode="numeric" onChange={({ target }) => setTyped(target.value)} />
        </label>
      )}
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

/** How many notifications an action would change. Both operations count in the same way. */
function useDryRun(action: Schemas['JobAction'], filter: Schemas['NotificationFilter']) {
  const options = { staleTime: 0, gcTime: 0 };
  const replay = api.useQuery(
    'post',
    '/api/notifications/replay',
    { body: { filter, dryRun: true } },
    { ...options, enabled: action === 'replay' },
  );
  const discard = api.useQuery(
    'post',
    '/api/notifications/discard',
    { body: { filter, dryRun: true, reason: 'dry run' } },
    { ...options, enabled: action === 'discard' },
  );
  return action === 'replay' ? replay : discard;
}
