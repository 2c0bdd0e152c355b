import { useState } from 'react';

/** Copies a text to the clipboard, and says whether it worked. */
export function CopyButton({ children, text }: { readonly children: string; readonly text: () => string }) {
  const [result, setResult] = useState('');
  const copy = async () => {
    // Without TLS, a page of another machine has no clipboard.
    const done = await Promise.resolve()
      .then(() => navigator.clipboard.writeText(text()))
      .then(
        () => true,
        () => false,
      );
    setResult(done ? 'Copied' : 'The browser did not allow it');
    setTimeout(() => setResult(''), 2_000);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {children}
      <span className="copied" role="status">
        {result && ` · ${result}`}
      </span>
    </button>
  );
}
