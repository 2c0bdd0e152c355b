import type { Inbox } from '@partner-webhooks/inbox';
import type { Response } from 'express';
import { HttpError } from '../http/errors.ts';

type Bodies = Pick<Inbox, 'notification' | 'quarantinedBody' | 'quarantineEdit'>;

/** Sends the body of a notification, byte for byte. */
export async function sendNotificationBody(inbox: Bodies, id: string, res: Response): Promise<void> {
  send(res, id, (await inbox.notification(id))?.body);
}

/** Sends a rejected body as it was sent, also after it was edited and accepted. */
export async function sendRejectedBody(inbox: Bodies, id: string, res: Response): Promise<void> {
  send(res, id, (await inbox.quarantinedBody(id))?.body ?? (await inbox.quarantineEdit(id))?.original);
}

/** As a download: a browser must not show what a sender wrote as a page of the listener. */
function send(res: Response, id: string, body: Uint8Array | undefined): void {
  if (!body) throw new HttpError('UNKNOWN_ID');
  res
    .set('Cache-Control', 'no-store')
    .set('Content-Disposition', `attachment; filename="${id}.bin"`)
    .type('application/octet-stream')
    .send(Buffer.from(body));
}
