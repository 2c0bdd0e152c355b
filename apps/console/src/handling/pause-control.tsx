import { Popover } from '@base-ui/react/popover';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useMayChange } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { Time } from '../controls/time.tsx';

/** Whether an event type is paused, since when and why, and how to change that. */
export function PauseControl({
  eventType,
  pause,
}: {
  readonly eventType: string;
  readonly pause: Schemas['Pause'] | undefined;
}) {
  const reload = useReload();
  const mayChange = useMayChange();
  const resume = api.useMutation('post', '/api/event-types/{eventType}/resume', { onSuccess: reload });
  if (!pause) return mayChange ? <PauseButton eventType={eventType} onPaused={reload} /> : <>on</>;
  return (
    <>
      <span className="badge badge-paused">paused</span> since <Time at={pause.pausedAt} />
      {pause.pausedBy && ` by ${pause.pausedBy}`}
      {pause.reason && (
        <span className="reason">
          : <ForeignText text={pause.reason} />
        </span>
      )}{' '}
      {mayChange && (
        <button
          type="button"
          aria-label={`Resume ${eventType}`}
          disabled={resume.isPending}
          onClick={() => resume.mutate({ params: { path: { eventType } } })}
        >
          Resume
        </button>
      )}
      {resume.error && <ErrorNotice error={resume.error} />}
    </>
  );
}

function PauseButton({ eventType, onPaused }: { readonly eventType: string; readonly onPaused: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const pause = api.useMutation('post', '/api/event-types/{eventType}/pause', {
    onSuccess: () => {
      setOpen(false);
      onPaused();
    },
  });
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger aria-label={`Pause ${eventType}`}>Pause…</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="floating" sideOffset={4} align="end">
          <Popover.Popup className="popover">
            <Popover.Title className="dialog-title">Pause {eventType}</Popover.Title>
            <Popover.Description>
              Its notifications are still received and acknowledged. They wait until handling is resumed.
            </Popover.Description>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                const body = reason.trim() === '' ? {} : { reason: reason.trim() };
                pause.mutate({ params: { path: { eventType } }, body });
              }}
            >
              <label className="field">
                <span>Reason (optional)</span>
                <input value={reason} onChange={({ target }) => setReason(target.value)} maxLength={500} />
              </label>
              <button type="submit" className="primary" disabled={pause.isPending}>
                Pause handling
              </button>
            </form>
            {pause.error && <ErrorNotice error={pause.error} />}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function useReload(): () => void {
  const cache = useQueryClient();
  return () => {
    for (const path of ['/api/handlers', '/api/overview'])
      void cache.invalidateQueries({ queryKey: ['get', path] });
  };
}
