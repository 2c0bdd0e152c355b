import type { Schemas } from '../api/client.ts';
import { Badge } from '../controls/badge.tsx';
import { lineAndColumn, type Place, placesOf } from './places.ts';
import type { Validation } from './validation.ts';

/** What validators say of a text, place by place. */
export function Verdict({
  text,
  validation: { valid, reasons, observations },
  onGoTo,
}: {
  readonly text: string;
  readonly validation: Validation;
  /** Shows a place. Without it, each has only its line. */
  readonly onGoTo?: (place: Place) => void;
}) {
  return (
    <div className="verdict">
      <p role="status">
        <Badge kind={valid ? 'valid' : 'invalid'} />{' '}
        {valid ? 'The body matches the contract.' : count(reasons.length)}
      </p>
      <ul>
        {reasons.map((reason) => (
          <li key={`${reason.pointer} ${reason.code} ${reason.parameter ?? ''} ${reason.message}`}>
            <Where text={text} reason={reason} {...(onGoTo && { onGoTo })} />
            {reason.pointer !== '' && <code>{reason.pointer}</code>} {reason.message}
          </li>
        ))}
        {observations.map(({ pointer, kind }) => (
          <li key={pointer}>
            <Badge kind="observed" /> <code>{pointer}</code>{' '}
            {kind === 'unknown-property' ? 'is a property' : 'has a value'} that the contract does not know.
            It is accepted.
          </li>
        ))}
      </ul>
    </div>
  );
}

function count(reasons: number): string {
  return reasons === 1
    ? 'One thing does not match the contract.'
    : `${reasons} things do not match the contract.`;
}

function Where({
  text,
  reason,
  onGoTo,
}: {
  readonly text: string;
  readonly reason: Schemas['Violation'];
  readonly onGoTo?: (place: Place) => void;
}) {
  const [place] = placesOf(text, [reason]);
  if (!place) return null;
  const { line, column } = lineAndColumn(text, place.from);
  const words = `Line ${line}, column ${column}`;
  if (!onGoTo) return <span className="hint where">{words}</span>;
  return (
    <button type="button" className="quiet where" onClick={() => onGoTo(place)}>
      {words}
    </button>
  );
}
