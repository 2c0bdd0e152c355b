import { useMemo } from 'react';
import { hiddenRuns } from '../controls/hidden-characters.ts';

/** Which characters of an edited text do not show: a text field cannot name them at their places. */
export function HiddenCharacters({
  text,
  onGoTo,
}: {
  readonly text: string;
  readonly onGoTo: (place: { readonly from: number; readonly to: number }) => void;
}) {
  const runs = useMemo(() => hiddenRuns(text), [text]);
  if (runs.length === 0) return null;
  return (
    <p className="notice notice-warning">
      The text has characters that do not show:{' '}
      {runs.slice(0, SHOWN).map(({ from, text: run, name }) => (
        <button
          key={from}
          type="button"
          className="quiet where"
          onClick={() => onGoTo({ from, to: from + run.length })}
        >
          {name}
        </button>
      ))}
      {runs.length > SHOWN && ` and ${runs.length - SHOWN} more`}
    </p>
  );
}

const SHOWN = 10;
