import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, type Schemas } from '../api/client.ts';
import { contractQuery } from '../contract/contract.ts';
import { Payload } from '../contract/payload.tsx';
import { Badge } from '../controls/badge.tsx';
import { CopyButton } from '../controls/copy-button.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { Loading } from '../controls/loading.tsx';
import { LongText } from '../controls/long-text.tsx';
import { Page } from '../controls/page.tsx';
import { Time } from '../controls/time.tsx';
import { Attempts } from './attempts.tsx';
import { asCurl, asFixture } from './copies.ts';
import { NotificationActions } from './notification-actions.tsx';
import { Timeline } from './timeline.tsx';

const route = getRouteApi('/notifications/$id');

/** One notification: what was sent, what it means, what was done with it, and what else there is about its subject. */
export function NotificationPage() {
  const { id } = route.useParams();
  // Nothing of one notification, such as an open dialog, may go on with the next.
  return <Details key={id} id={id} />;
}

function Details({ id }: { readonly id: string }) {
  const params = { params: { path: { id } } };
  const { data, error, refetch } = api.useQuery('get', '/api/notifications/{id}', params, {
    refetchInterval: ({ state }) => (isOpen(state.data?.state) ? 2_000 : false),
  });
  const { data: contract } = useQuery(contractQuery);
  const cache = useQueryClient();
  const reload = () => {
    void refetch();
    void cache.invalidateQueries({ queryKey: ['get', '/api/timeline'] });
  };
  if (error && !data)
    return (
      <Page title="Notification">
        <ErrorNotice error={error} retry={() => void refetch()} />
      </Page>
    );
  if (!data)
    return (
      <Page title="Notification">
        <Loading what="the notification" />
      </Page>
    );
  return (
    <Page
      title={data.eventType}
      lead={<Summary notification={data} />}
      actions={<NotificationActions notification={data} onChange={reload} />}
    >
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {data.pause && (
        <p className="notice notice-warning">
          The event type is paused since <Time at={data.pause.pausedAt} />
          {data.pause.pausedBy && ` by ${data.pause.pausedBy}`}
          {data.pause.reason && (
            <>
              : <ForeignText text={data.pause.reason} />
            </>
          )}
          . <Link to="/handling">Resume</Link>
        </p>
      )}
      {data.unreadable !== undefined && <p className="notice notice-error">{data.unreadable}</p>}
      <Attempts notification={data} />
      <section className="panel" aria-labelledby="payload">
        <h2 id="payload">Payload</h2>
        {data.bodyEncoding === 'utf-8' ? (
          <Payload eventType={data.eventType} body={data.body} />
        ) : (
          <p className="notice notice-warning">The body is not UTF-8. Download it to see its bytes.</p>
        )}
        <details>
          <summary>As it was sent</summary>
          <pre className="raw">
            <LongText text={data.body} />
          </pre>
        </details>
        <div className="actions">
          <a href={`/api/notifications/${id}/body`} className="button" download={`${id}.json`}>
            Download the body
          </a>
          {contract && <CopyButton text={() => asCurl(data, contract)}>Copy as curl</CopyButton>}
          <CopyButton text={() => asFixture(data)}>Copy as TypeScript fixture</CopyButton>
        </div>
      </section>
      {data.subject !== undefined && (
        <Timeline eventType={data.eventType} subject={data.subject} current={data.id} />
      )}
    </Page>
  );
}

function Summary({ notification }: { readonly notification: Schemas['NotificationDetails'] }) {
  const { id, state, subject, receivedAt, deliveryTimes, dueAt, discarded, repeats, replays } = notification;
  return (
    <span className="summary">
      <Badge kind={state} /> received <Time at={receivedAt} precision="ms" />
      {subject !== undefined && (
        <>
          {' '}
          about{' '}
          <code>
            <ForeignText text={subject} />
          </code>
        </>
      )}
      , id <code>{id}</code>
      {deliveryTimes.length > 1 && (
        <>
          , delivered {deliveryTimes.length} times, last <Time at={deliveryTimes.at(-1) ?? receivedAt} />
        </>
      )}
      {repeats !== undefined && (
        <>
          , the same as{' '}
          <Link to="/notifications/$id" params={{ id: repeats }}>
            an earlier one
          </Link>
        </>
      )}
      {replays > 0 && `, replayed ${replays === 1 ? 'once' : `${replays} times`}`}
      {dueAt !== undefined && (
        <>
          , next attempt <Time at={dueAt} />
        </>
      )}
      {discarded && (
        <>
          , discarded <Time at={discarded.at} />: <ForeignText text={discarded.reason} />
        </>
      )}
    </span>
  );
}

function isOpen(state: Schemas['State'] | undefined): boolean {
  return state === 'pending' || state === 'handling';
}
