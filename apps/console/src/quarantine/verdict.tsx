import { useMemo } from 'react';
import { Badge } from '../controls/badge.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { type Fault, openLines, type Place } from './places.ts';
import { MAX_REASONS, type Validation } from './validation.ts';

/** What validators say of a text, place by place. */
export function Verdict({
  text,
  places,
  validation: { valid, reasons, observations },
  onGoTo,
}: {
  readonly text: string;
  /** Where the reasons are in the text. */
  readonly places: readonly Place[];
  readonly validation: Validation;
  /** Shows a place. Without it, each has only its line. */
  readonly onGoTo?: (place: Place) => void;
}) {
  const lines = useMemo(() => openLines(text), [text]);
  const placeOf = useMemo(() => {
    const found = new Map<Fault, Place>();
    for (const place of places)
      for (const fault of place.faults) if (!found.has(fault)) found.set(fault, place);
    return found;
  }, [places]);
  return (
    <div className="verdict">
      <p role="status">
        <Badge kind={valid ? 'valid' : 'invalid'} />{' '}
        {valid ? 'The body matches the contract.' : count(reasons.length)}
      </p>
      <ul>
        {reasons.map((reason) => (
          <li key={`${reason.pointer} ${reason.code} ${reason.parameter ?? ''} ${reason.message}`}>
            <Where lines={lines} place={placeOf.get(reason)} {...(onGoTo && { onGoTo })} />
            {reason.pointer !== '' && (
              <code>
                <ForeignText text={reason.pointer} />
              </code>
            )}{' '}
            <ForeignText text={reason.message} />
          </li>
        ))}
        {observations.map(({ pointer, kind }) => (
          <li key={pointer}>
            <Badge kind="observed" />{' '}
            <code>
              <ForeignText text={pointer} />
            </code>{' '}
            {kind === 'unknown-property' ? 'is a property' : 'has a value'} that the contract does not know.
            It is accepted.
          </li>
        ))}
      </ul>
    </div>
  );
}

function count(reasons: number): string {
  if (reasons === 1) return 'One thing does not match the contract.';
  return `${reasons} things ${reasons >= MAX_REASONS ? 'or more ' : ''}do not match the contract.`;
}

function Where({
  lines,
  place,
  onGoTo,
}: {
  readonly lines: ReturnType<typeof openLines>;
  readonly place: Place | undefined;
  readonly onGoTo?: (place: Place) => void;
}) {
  if (!place) return null;
  const { line, column } = lines(place.from);
  const words = `Line ${line}, column ${column}`;
  if (!onGoTo) return <span className="hint where">{words}</span>;
  return (
    <button type="button" className="quiet where" onClick={() => onGoTo(place)}>
      {words}
    </button>
  );
}
