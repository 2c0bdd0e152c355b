import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactNode } from 'react';

/** A dialog that asks before something happens. Escape closes it, and the focus goes back to where it was. */
export function Dialog({
  title,
  close = 'Do nothing',
  onClose,
  children,
}: {
  readonly title: string;
  /** What the button says that closes it. */
  readonly close?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          {children}
          <AlertDialog.Close className="quiet">{close}</AlertDialog.Close>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** What the dialog does, in a sentence. */
export const DialogDescription = AlertDialog.Description;
