import { useState } from 'react';
import { Dialog, DialogDescription } from './dialog.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { ReasonField } from './reason-field.tsx';

/** Asks for the reason before one thing is discarded. */
export function DiscardDialog({
  title,
  description,
  isPending,
  error,
  onDiscard,
  onClose,
}: {
  readonly title: string;
  /** What happens to it. */
  readonly description: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onDiscard: (reason: string) => void;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <Dialog title={title} onClose={onClose}>
      <DialogDescription>{description}</DialogDescription>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onDiscard(reason.trim());
        }}
      >
        <ReasonField value={reason} onChange={setReason} />
        <button type="submit" className="danger" disabled={reason.trim() === '' || isPending}>
          Discard
        </button>
      </form>
      {error !== null && error !== undefined && <ErrorNotice error={error} />}
    </Dialog>
  );
}
