import { useMemo } from 'react';
import { LongText } from '../controls/long-text.tsx';
import { type Place, piecesOf } from './places.ts';

/**
 * A text with the failing places marked.
 *
 * @param isBehindField whether it lies behind a text field: then it has nothing that the field does not have.
 */
export function MarkedText({
  text,
  places,
  isBehindField = false,
}: {
  readonly text: string;
  readonly places: readonly Place[];
  readonly isBehindField?: boolean;
}) {
  const pieces = useMemo(() => piecesOf(text, places), [text, places]);
  return pieces.map(({ from, text: piece, faults: wrong }) => {
    const shown = isBehindField ? piece : <LongText key={from} text={piece} />;
    return wrong.length === 0 ? (
      shown
    ) : (
      <mark key={from} title={wrong.map(({ message }) => message).join('\n')}>
        {shown}
      </mark>
    );
  });
}
