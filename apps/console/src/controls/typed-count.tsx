import { useState } from 'react';

/** From this count on the number has to be typed: a click alone is too easy. */
const TYPED_FROM = 100;

/** Whether an operator has confirmed a count, and the field in which a large one is typed. */
export function useTypedCount(count: number): [isConfirmed: boolean, field: React.ReactNode] {
  const [typed, setTyped] = useState('');
  if (count < TYPED_FROM) return [count > 0, null];
  const field = (
    <label className="field">
      <span>Type {count} to confirm</span>
      <input value={typed} inputMode="numeric" onChange={({ target }) => setTyped(target.value)} />
    </label>
  );
  return [typed.replaceAll(/\D/g, '') === String(count), field];
}
