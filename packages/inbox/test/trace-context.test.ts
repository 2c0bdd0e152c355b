import { expect, it } from 'vitest';
import { incoming } from './notifications.ts';
import { runDispatcher } from './running-dispatcher.ts';
import { STORES } from './stores.ts';

const traceContext = '{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}';

it.each(STORES)(
  'on %s, each claim of a notification has the trace of its request, also after a replay',
  async (_store, open) => {
    const { inbox } = await runDispatcher(open, async () => {});
    await inbox.receive({ ...incoming('traced'), traceContext });
    await inbox.receive(incoming('other'));
    const claims = await inbox.claim(10);
    expect(Object.fromEntries(claims.map(({ id, traceContext }) => [id, traceContext]))).toEqual({
      traced: traceContext,
      other: undefined,
    });
    await inbox.complete('traced', { state: 'dead', error: 'no' });
    await inbox.replay(['traced']);
    const [again] = await inbox.claim(1);
    expect(again).toMatchObject({ id: 'traced', replays: 1, traceContext });
  },
);
