import { useEffect, useRef, useState } from 'react';

/** A text of a filter. It applies half a second after the last key, with Enter, or when the field is left. */
export function TextFilter({
  label,
  value = '',
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  const [text, setText] = useState(value);
  const timer = useRef<number>(undefined);
  // The filter was changed elsewhere: cleared, or by the back button.
  useEffect(() => setText(value), [value]);
  const input = useRef<HTMLInputElement>(null);
  // Also if it was changed and changed back at once.
  useEffect(() => {
    if (document.activeElement !== input.current) setText(value);
  });
  // What is typed now applies to what the filter is then; and to nothing once the page is left.
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  useEffect(() => () => clearTimeout(timer.current), []);
  const page = useRef(location.pathname);
  const apply = (changed: string) => {
    clearTimeout(timer.current);
    // The back button takes the focus away while this page is still shown: to filter it would lead back to it.
    if (location.pathname !== page.current) return;
    if (changed.trim() !== latest.current.value) latest.current.onChange(changed.trim() || undefined);
  };
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="search"
        ref={input}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => apply(target.value), 500);
        }}
        onKeyDown={({ key }) => key === 'Enter' && apply(text)}
        onBlur={() => apply(text)}
      />
    </label>
  );
}
