import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { client, type Schemas } from '../api/client.ts';
import { type Replayed, replayInParts } from './in-parts.ts';

/** Replays rejected bodies in parts. Leaving the page, or closing the dialog, cancels the rest. */
export function useBulkReplay(as: string | undefined) {
  const control = useRef(new AbortController());
  const hasBegun = useRef(false);
  const [progress, setProgress] = useState<Replayed>();
  const [isCancelled, setCancelled] = useState(false);
  useEffect(() => () => control.current.abort(), []);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: (filter: Schemas['QuarantineFilter'] & { readonly receivedTo: string }) => {
      control.current = new AbortController();
      return replayInParts(filter, control.current.signal, {
        async list(part) {
          const query = { ...part, order: 'oldest', limit: BODIES_PER_PART } as const;
          const found = await client.GET('/api/quarantine', { params: { query } });
          if (!found.data) throw found.error;
          return found.data.items;
        },
        async replay(part) {
          const body = { filter: part, ...(as !== undefined && { eventType: as }) };
          const replayed = await client.POST('/api/quarantine/replay', { body });
          if (!replayed.data) throw replayed.error;
          return replayed.data;
        },
        onProgress: setProgress,
      });
    },
  });
  return {
    start(filter: Parameters<typeof mutate>[0]) {
      // A second press of Enter comes before the button is gone.
      if (hasBegun.current) return;
      hasBegun.current = true;
      mutate(filter);
    },
    result: data,
    error,
    isRunning: isPending,
    isCancelled,
    progress,
    cancel() {
      setCancelled(true);
      control.current.abort();
    },
  };
}

const BODIES_PER_PART = 50;
