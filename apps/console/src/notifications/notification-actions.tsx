import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useMayChange } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';

/** What an operator can do with one notification. */
export function NotificationActions({
  notification: { id, state },
  onChange,
}: {
  readonly notification: Schemas['NotificationDetails'];
  readonly onChange: () => void;
}) {
  const mayChange = useMayChange();
  const params = { path: { id } };
  const replay = api.useMutation('post', '/api/notifications/{id}/replay', { onSuccess: onChange });
  const [isDiscarding, setDiscarding] = useState(false);
  if (!mayChange) return null;
  return (
    <>
      <button
        type="button"
        className="primary"
        disabled={state === 'handling' || replay.isPending}
        onClick={() => replay.mutate({ params })}
      >
        {state === 'handled' ? 'Replay, although it was handled' : 'Replay'}
      </button>
      {state !== 'discarded' && state !== 'handled' && (
        <button type="button" className="danger" onClick={() => setDiscarding(true)}>
          Discard…
        </button>
      )}
      {replay.error && <ErrorNotice error={replay.error} />}
      {isDiscarding && (
        <DiscardDialog
          id={id}
          onClose={(discarded) => {
            setDiscarding(false);
            if (discarded) onChange();
          }}
        />
      )}
    </>
  );
}

function DiscardDialog({
  id,
  onClose,
}: {
  readonly id: string;
  readonly onClose: (discarded: boolean) => void;
}) {
  const [reason, setReason] = useState('');
  const discard = api.useMutation('post', '/api/notifications/{id}/discard', {
    onSuccess: () => onClose(true),
  });
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title className="dialog-title">Discard the notification</AlertDialog.Title>
          <AlertDialog.Description>
            Its handler is not called again. It stays in the inbox.
          </AlertDialog.Description>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              discard.mutate({ params: { path: { id } }, body: { reason: reason.trim() } });
            }}
          >
            <label className="field">
              <span>Reason, for the log</span>
              <input
                value={reason}
                onChange={({ target }) => setReason(target.value)}
                maxLength={500}
                required
              />
            </label>
            <button type="submit" className="danger" disabled={reason.trim() === '' || discard.isPending}>
              Discard
            </button>
          </form>
          {discard.error && <ErrorNotice error={discard.error} />}
          <AlertDialog.Close className="quiet">Do nothing</AlertDialog.Close>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
