import { useMemo } from 'react';
import { type Fault, piecesOf, placesOf } from './places.ts';

/** A text with the failing places marked. */
export function MarkedText({ text, faults }: { readonly text: string; readonly faults: readonly Fault[] }) {
  const pieces = useMemo(() => piecesOf(text, placesOf(text, faults)), [text, faults]);
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
