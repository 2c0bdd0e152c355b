import type { ReactNode } from 'react';

/** What may be wider than the page. It can be scrolled with the keyboard. */
export function ScrollArea({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a pointer, only what has the focus can be scrolled.
    <section className="scroll-x" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
