import { useMemo } from 'react';
import { type Place, piecesOf } from './places.ts';

/** A text with the failing places marked. */
export function MarkedText({ text, places }: { readonly text: string; readonly places: readonly Place[] }) {
  const pieces = useMemo(() => piecesOf(text, places), [text, places]);
  return pieces.map(({ from, text: piece, faults: wrong }) =>
    wrong.length === 0 ? (
      piece
    ) : (
      <mark key={from} title={wrong.map(({ message }) => message).join('\n')}>
        {piece}
      </mark>
    ),
  );
}
