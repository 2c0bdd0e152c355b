import { useEffect, useRef } from 'react';

/** Loads the next page of a list when the end of the list comes into sight, or by its button. */
export function LoadMore({ isLoading, load }: { readonly isLoading: boolean; readonly load: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!button.current || isLoading) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        load();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [isLoading, load]);
  return (
    <button ref={button} type="button" disabled={isLoading} onClick={load}>
      {isLoading ? 'Loading…' : 'Show more'}
    </button>
  );
}

const AHEAD = '600px';
