import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useMayChange } from '../api/session.ts';
import { DiscardDialog } from '../controls/discard-dialog.tsx';
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
  const discard = api.useMutation('post', '/api/notifications/{id}/discard', {
    onSuccess: () => {
      setDiscarding(false);
      onChange();
    },
  });
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
          title="Discard the notification"
          description="Its handler is not called again. It stays in the inbox."
          isPending={discard.isPending}
          error={discard.error}
          onDiscard={(reason) => discard.mutate({ params, body: { reason } })}
          onClose={() => setDiscarding(false)}
        />
      )}
    </>
  );
}
