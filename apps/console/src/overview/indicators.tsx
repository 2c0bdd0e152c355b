import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/client.ts';
import { formatCount, formatSeconds } from '../controls/format.ts';

/** The figures of this moment. Those that call for an operator stand out and lead to the list behind them. */
export function Indicators({ overview }: { readonly overview: Schemas['Overview'] }) {
  const { depth, oldestPendingSeconds, oldestPending, dead, quarantined, unreadable, observations } =
    overview;
  return (
    <dl className="indicators">
      <Indicator name="Waiting" hint="pending or being handled">
        <Link to="/notifications" search={{ state: 'pending' }}>
          {formatCount(depth)}
        </Link>
      </Indicator>
      <Indicator name="Oldest waits for" isAlarm={oldestPendingSeconds >= 300}>
        {oldestPending === undefined ? (
          '–'
        ) : (
          <Link to="/notifications" search={{ state: 'pending', order: 'oldest' }}>
            {formatSeconds(oldestPendingSeconds)}
          </Link>
        )}
      </Indicator>
      <Indicator name="Dead" hint="no attempts left" isAlarm={dead > 0}>
        <Link to="/failures">{formatCount(dead)}</Link>
      </Indicator>
      <Indicator name="In quarantine" hint="rejected bodies" isAlarm={quarantined > 0}>
        <Link to="/quarantine">{formatCount(quarantined)}</Link>
      </Indicator>
      <Indicator name="Observed" hint="what the contract does not know">
        <Link to="/drift">{formatCount(observations)}</Link>
      </Indicator>
      {unreadable > 0 && (
        <Indicator name="Unreadable" hint="damaged in the store" isAlarm>
          <Link to="/notifications" search={{ unreadable: true }}>
            {formatCount(unreadable)}
          </Link>
        </Indicator>
      )}
    </dl>
  );
}

function Indicator({
  name,
  hint,
  isAlarm = false,
  children,
}: {
  readonly name: string;
  readonly hint?: string;
  readonly isAlarm?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={isAlarm ? 'indicator indicator-alarm' : 'indicator'}>
      <dt>{name}</dt>
      <dd className="indicator-value">{children}</dd>
      {hint && <dd className="hint">{hint}</dd>}
    </div>
  );
}
