import type { PartsOptions } from '@partner-webhooks/admin-api/in-parts';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

/** Changes rejected bodies in parts. Leaving the page, or closing the dialog, cancels the rest. */
export function useInParts<Counted, Done>(
  run: (counted: Counted, options: PartsOptions<Done>) => Promise<Done>,
) {
  const control = useRef(new AbortController());
  const hasStarted = useRef(false);
  const [progress, setProgress] = useState<Done>();
  const [isCancelled, setCancelled] = useState(false);
  useEffect(() => () => control.current.abort(), []);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: (counted: Counted) => {
      control.current = new AbortController();
      return run(counted, { signal: control.current.signal, onProgress: setProgress });
    },
    // As long as no part is done, the form with its button is still there.
    onError: () => {
      hasStarted.current = false;
    },
  });
  return {
    start(counted: Counted) {
      // A second press of Enter comes before the button is gone.
      if (hasStarted.current) return;
      hasStarted.current = true;
      mutate(counted);
    },
    hasBegun: isPending || progress !== undefined || data !== undefined,
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
