import { useMemo, useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { Segments } from '../controls/segments.tsx';
import { Time } from '../controls/time.tsx';
import { knownEventType } from './event-type.ts';
import { MarkedText } from './marked-text.tsx';
import { placesOf } from './places.ts';
import { Verdict } from './verdict.tsx';

/** The body as it was sent, with what was wrong with it on its arrival, and what the receiver says of it now. It never changes. */
export function Original({
  quarantined,
  sent,
  pretty,
  eventType,
}: {
  readonly quarantined: Schemas['QuarantinedDetails'];
  /** The body as text. */
  readonly sent: string;
  /** The same with line breaks. */
  readonly pretty: string;
  readonly eventType: string | undefined;
}) {
  const { id, reasons, receivedAt, bodyEncoding, incomplete } = quarantined;
  const [shown, show] = useState<'indented' | 'sent'>('indented');
  const validate = api.useMutation('post', '/api/validate');
  const again = validate.data;
  const text = shown === 'indented' ? pretty : sent;
  const faults = again?.reasons ?? reasons;
  const places = useMemo(() => placesOf(text, faults), [text, faults]);
  const known = knownEventType(eventType);
  const canValidate = known !== undefined && bodyEncoding === 'utf-8' && !incomplete && sent !== '';
  return (
    <section className="panel" aria-labelledby="original">
      <h2 id="original">As it was sent</h2>
      <div className="actions">
        {pretty !== sent && (
          <Segments
            label="Line breaks"
            values={[
              ['indented', 'Indented'],
              ['sent', 'Byte for byte'],
            ]}
            value={shown}
            onChange={show}
          />
        )}
        <button
          type="button"
          disabled={!canValidate || validate.isPending}
          onClick={() => known && validate.mutate({ body: { eventType: known, body: sent } })}
        >
          Validate again
        </button>
        <a href={`/api/quarantine/${id}/body`} className="button" download={`${id}.json`}>
          Download
        </a>
      </div>
      {bodyEncoding === 'base64' && (
        <p className="notice notice-warning">
          The body is not text. What is no character shows as �. Download it to see its bytes.
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a pointer, only what has the focus can be scrolled. */}
      <section className="raw" tabIndex={0} aria-label="The body as it was sent">
        <pre>{sent === '' ? 'The body is empty.' : <MarkedText text={text} places={places} />}</pre>
      </section>
      {validate.error && <ErrorNotice error={validate.error} />}
      {again ? (
        <>
          <h3>Validated now as {validate.variables?.body.eventType}</h3>
          <Verdict text={text} places={places} validation={again} />
        </>
      ) : (
        <>
          <h3>
            Why it was rejected, <Time at={receivedAt} />
          </h3>
          <Verdict text={text} places={places} validation={{ valid: false, reasons, observations: [] }} />
        </>
      )}
    </section>
  );
}
