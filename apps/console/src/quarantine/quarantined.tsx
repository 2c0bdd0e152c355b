import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { Badge } from '../controls/badge.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { formatBytes, formatCount } from '../controls/format.ts';
import { Loading } from '../controls/loading.tsx';
import { Page } from '../controls/page.tsx';
import { Time } from '../controls/time.tsx';
import { Editor } from './editor.tsx';
import { eventTypeOf, textOf } from './event-type.ts';
import { indented } from './indented.ts';
import { Original } from './original.tsx';
import { QuarantinedActions } from './quarantined-actions.tsx';
import { Revalidations } from './revalidations.tsx';

const route = getRouteApi('/quarantine/$id');

/** One rejected body: what is wrong with it and where, a copy to edit beside it, and how to replay either. */
export function QuarantinedPage() {
  const { id } = route.useParams();
  // Another body is another page: nothing of what was typed stays.
  return <Quarantined key={id} id={id} />;
}

function Quarantined({ id }: { readonly id: string }) {
  const query = api.useQuery(
    'get',
    '/api/quarantine/{id}',
    { params: { path: { id } } },
    // What it shows is edited: it is asked for again after each action, and not in between.
    { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  );
  const { error, refetch } = query;
  // While a session has ended, the page is hidden and its data are forgotten. What was typed has to stay.
  const [seen, see] = useState(query.data);
  if (query.data && query.data !== seen) see(query.data);
  const data = query.data ?? seen;
  const [chosen, choose] = useState<{ readonly as: string | undefined }>();
  const [left, leave] = useState<Left>();
  const sent = useMemo(() => (data ? textOf(data) : ''), [data]);
  const pretty = useMemo(() => indented(sent), [sent]);
  if (left)
    return (
      <Page title="Out of quarantine">
        <LeftNotice left={left} />
      </Page>
    );
  const problem = error && (
    <ErrorNotice error={error} retry={() => void refetch()}>
      <p>
        If it was replayed, it is{' '}
        <Link to="/notifications/$id" params={{ id }}>
          a notification
        </Link>{' '}
        now. If it was discarded, the <Link to="/audit">audit log</Link> says by whom.
      </p>
    </ErrorNotice>
  );
  if (!data) return <Page title="Rejected body">{problem ?? <Loading what="the rejected body" />}</Page>;
  const as = chosen ? chosen.as : data.edit?.eventType;
  const eventType = as ?? eventTypeOf(data);
  const onReplayed = (result: Schemas['ReplayResult']) => {
    if (result.outcome === 'invalid') void refetch();
    else leave({ outcome: result.outcome, notificationId: result.notificationId ?? id });
  };
  return (
    <Page
      title={data.eventType ?? 'Rejected body'}
      lead={<Summary quarantined={data} />}
      actions={
        <QuarantinedActions
          quarantined={data}
          as={as}
          onAs={(changed) => choose({ as: changed })}
          onReplayed={onReplayed}
          onDiscarded={() => leave({ outcome: 'discarded' })}
        />
      }
    >
      {/* Above what is shown, not in its place: a text that is being typed stays. */}
      {problem}
      <div className="columns">
        <Original quarantined={data} sent={sent} pretty={pretty} eventType={eventType} />
        <Editor
          id={id}
          original={sent}
          pretty={pretty}
          edit={data.edit}
          as={as}
          eventType={eventType}
          onSaved={() => void refetch()}
          onReplayed={onReplayed}
        />
      </div>
      <Revalidations revalidations={data.revalidations} />
    </Page>
  );
}

type Left =
  | { readonly outcome: 'received' | 'duplicate'; readonly notificationId: string }
  | { readonly outcome: 'discarded' };

function LeftNotice({ left }: { readonly left: Left }) {
  const back = <Link to="/quarantine">Back to quarantine</Link>;
  if (left.outcome === 'discarded')
    return (
      <p className="notice" role="status">
        The body was discarded. {back}
      </p>
    );
  return (
    <p className="notice" role="status">
      {left.outcome === 'received'
        ? 'The body is valid, and is handled now: '
        : 'The body is valid, and the same as a notification in the inbox: '}
      <Link to="/notifications/$id" params={{ id: left.notificationId }}>
        Show the notification
      </Link>
      . {back}
    </p>
  );
}

function Summary({ quarantined }: { readonly quarantined: Schemas['QuarantinedDetails'] }) {
  const { id, method, path, contentType, contentEncoding, incomplete, bytes, receivedAt } = quarantined;
  return (
    <span className="summary">
      <Badge kind="quarantined" /> received <Time at={receivedAt} precision="ms" /> by{' '}
      <code>
        {method} <ForeignText text={path} />
      </code>
      , {formatBytes(bytes)}
      {contentType !== undefined && (
        <>
          {' '}
          of{' '}
          <code>
            <ForeignText text={contentType} />
          </code>
        </>
      )}
      {contentEncoding !== undefined && (
        <>
          {' '}
          compressed as{' '}
          <code>
            <ForeignText text={contentEncoding} />
          </code>
        </>
      )}
      , id <code>{id}</code>
      {incomplete && (
        <strong>
          {' '}
          Only the beginning is stored: {formatCount(bytes)} of{' '}
          {formatCount(incomplete.totalBytes ?? incomplete.readBytes)} bytes
          {incomplete.totalBytes === undefined && ' or more'}. Ask the platform for the whole, or write it
          into the copy.
        </strong>
      )}
    </span>
  );
}
