import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useMayChange } from '../api/session.ts';
import { DiscardDialog } from '../controls/discard-dialog.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { EventTypeSelect } from '../controls/event-type-select.tsx';
import { eventTypeOf } from './event-type.ts';

/** What can be done with a rejected body, and the event type that it is validated as. */
export function QuarantinedActions({
  quarantined,
  as,
  onAs,
  onReplayed,
  onDiscarded,
}: {
  readonly quarantined: Schemas['QuarantinedDetails'];
  readonly as: string | undefined;
  readonly onAs: (eventType: string | undefined) => void;
  readonly onReplayed: (result: Schemas['ReplayResult']) => void;
  readonly onDiscarded: () => void;
}) {
  const { id } = quarantined;
  const mayChange = useMayChange();
  const [isDiscarding, setDiscarding] = useState(false);
  const replay = api.useMutation('post', '/api/quarantine/{id}/replay', { onSuccess: onReplayed });
  const discard = api.useMutation('post', '/api/quarantine/{id}/discard', { onSuccess: onDiscarded });
  return (
    <>
      <EventTypeSelect
        label="Validate as"
        none={eventTypeOf(quarantined) ?? 'Choose an event type'}
        value={as}
        onChange={onAs}
      />
      {mayChange && (
        <>
          <button
            type="button"
            disabled={replay.isPending}
            onClick={() =>
              replay.mutate({
                params: { path: { id } },
                body: as === undefined ? {} : { eventType: as },
              })
            }
          >
            {as === undefined ? 'Replay the original' : `Replay the original as ${as}`}
          </button>
          <button type="button" className="danger" onClick={() => setDiscarding(true)}>
            Discard…
          </button>
        </>
      )}
      {replay.error && <ErrorNotice error={replay.error} />}
      {replay.data?.outcome === 'invalid' && (
        <p className="notice notice-warning" role="status">
          Still invalid: it stays in quarantine. What is wrong is below.
        </p>
      )}
      {isDiscarding && (
        <DiscardDialog
          title="Discard the rejected body"
          description="It is deleted with its edited copy, and cannot be brought back."
          isPending={discard.isPending}
          error={discard.error}
          onDiscard={(reason) => discard.mutate({ params: { path: { id } }, body: { reason } })}
          onClose={() => setDiscarding(false)}
        />
      )}
    </>
  );
}
