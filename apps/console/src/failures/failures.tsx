import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useMayChange } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { formatCount } from '../controls/format.ts';
import { LoadMore } from '../controls/load-more.tsx';
import { Empty, Loading } from '../controls/loading.tsx';
import { Page } from '../controls/page.tsx';
import { Time } from '../controls/time.tsx';
import { JobDialog } from '../jobs/job-dialog.tsx';

type Group = Schemas['FailureGroup'];

/** Dead and retrying notifications by event type and cause: one entry for what has to be mended once. */
export function Failures() {
  const { data, error, isPending, refetch } = api.useQuery(
    'get',
    '/api/failures',
    {},
    { refetchInterval: 5_000 },
  );
  // Held here: a group that is replayed leaves the list, and the progress of its job stays.
  const [asked, ask] = useState<Asked>();
  const [limit, setLimit] = useState(PAGE_SIZE);
  return (
    <Page
      title="Failures by cause"
      lead="Notifications whose handlers failed, grouped by event type and error. Mend the cause, then replay the group."
    >
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {isPending && <Loading what="the failures" />}
      {data?.items.length === 0 && (
        <Empty title="Nothing fails.">
          <p>
            A notification shows here when an attempt of its handler has failed, until it is handled or
            discarded.
          </p>
        </Empty>
      )}
      <ul className="groups">
        {data?.items.slice(0, limit).map((group) => (
          <FailureGroup key={`${group.eventType} ${group.cause}`} group={group} onAsk={ask} />
        ))}
      </ul>
      {data && data.items.length > limit && (
        <LoadMore isLoading={false} load={() => setLimit(limit + PAGE_SIZE)} />
      )}
      {asked && <JobDialog {...asked} onClose={() => ask(undefined)} />}
    </Page>
  );
}

// Each group is some twenty elements, and there may be hundreds: the receiver lists the 500 largest.
const PAGE_SIZE = 50;

interface Asked {
  readonly action: Schemas['JobAction'];
  readonly filter: Schemas['NotificationFilter'];
  /** The list is sorted again with each poll: the dialog says which group it is. */
  readonly error: string;
}

function FailureGroup({ group, onAsk }: { readonly group: Group; readonly onAsk: (asked: Asked) => void }) {
  const { eventType, cause, error, sample, dead, retrying, attempts, firstSeen, lastSeen, ids } = group;
  const mayChange = useMayChange();
  const filter = { eventType, cause };
  const [first] = ids;
  return (
    <li className="panel group">
      <div>
        <h2 className="group-title">
          <span className="count">{formatCount(dead + retrying)}</span> {eventType}
        </h2>
        <pre className="error-text">
          <ForeignText text={error} />
        </pre>
        {sample !== error && (
          <details>
            <summary>The last error, as it was written</summary>
            <pre className="error-text">
              <ForeignText text={sample} />
            </pre>
          </details>
        )}
        <p className="hint">
          {formatCount(dead)} dead, {formatCount(retrying)} retrying, {formatCount(attempts)} failed attempts;
          first <Time at={firstSeen} />, last <Time at={lastSeen} />
        </p>
      </div>
      <div className="actions">
        <Link to="/notifications" search={filter} className="button">
          Show them
        </Link>
        {first !== undefined && (
          <Link to="/notifications/$id" params={{ id: first }} className="button">
            Show the latest
          </Link>
        )}
        {mayChange && (
          <>
            <button
              type="button"
              className="primary"
              onClick={() => onAsk({ action: 'replay', filter, error })}
            >
              Replay the group…
            </button>
            <button
              type="button"
              className="danger"
              onClick={() => onAsk({ action: 'discard', filter, error })}
            >
              Discard…
            </button>
          </>
        )}
      </div>
    </li>
  );
}
