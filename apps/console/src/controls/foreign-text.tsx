import { memo } from 'react';
import { piecesWithHidden } from './hidden-characters.ts';

/**
 * A text that a sender or an operator wrote, as it is: what it has of hidden characters is named, and it does not change the order
 * of what stands beside it. Copied, it is the same text.
 */
export const ForeignText = memo(({ text }: { readonly text: string }) => {
  let from = 0;
  return (
    <bdi dir="ltr">
      {piecesWithHidden(text).map((piece) => {
        if (typeof piece === 'string') {
          from += piece.length;
          return piece;
        }
        const at = from;
        from += piece.text.length;
        return (
          <bdi key={at} className="hidden-character" data-name={piece.name}>
            {piece.text}
          </bdi>
        );
      })}
    </bdi>
  );
});
