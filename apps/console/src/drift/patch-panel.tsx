import { useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { formatCount } from '../controls/format.ts';
import { Loading } from '../controls/loading.tsx';
import { usePatch } from './use-patch.ts';

/** What has to be added to the contract, to copy. */
export function PatchPanel({
  name,
  observations,
}: {
  readonly name: string;
  readonly observations: readonly Schemas['Observation'][];
}) {
  const properties = observations.filter(({ kind }) => kind === 'unknown-property').length;
  const [isWanted, setWanted] = useState(properties <= AT_ONCE);
  const { data, error, refetch } = usePatch(name, observations, { enabled: isWanted });
  return (
    <section className="panel" aria-labelledby="patch">
      <h2 id="patch">What has to be added to the contract</h2>
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!isWanted && (
        <button type="button" onClick={() => setWanted(true)}>
          Look for values of {formatCount(properties)} new properties, and write the patch
        </button>
      )}
      {isWanted && !data && !error && <Loading what="values of new properties" />}
      {data && <PatchText patch={data} />}
    </section>
  );
}

// Each new property costs a request or two.
const AT_ONCE = 50;

function PatchText({
  patch: { text, leftOut },
}: {
  readonly patch: NonNullable<ReturnType<typeof usePatch>['data']>;
}) {
  return (
    <>
      {text === undefined ? (
        <p>The contract of this page has by now everything that could be added.</p>
      ) : (
        <>
          <p>
            An overlay (OpenAPI Overlay 1.0). Name its file under <code>overlays</code> in{' '}
            <code>codegen.config.yaml</code>, or add the same to the schemas that it names. In the repository
            of the contract, <code>pnpm drift:observed --write</code> does that. A person has to write the
            descriptions: one value shows a type, and nothing else.
          </p>
          <div className="actions">
            <CopyButton text={() => text}>Copy the patch</CopyButton>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a pointer, only what has the focus can be scrolled. */}
          <section className="raw" tabIndex={0} aria-label="The patch">
            <pre>
              <ForeignText text={text} />
            </pre>
          </section>
        </>
      )}
      {leftOut.length > 0 && (
        <>
          <h3>Left out</h3>
          <ul className="changes">
            {leftOut.map(({ eventType, pointer, reason }) => (
              <li key={`${eventType} ${pointer} ${reason}`}>
                {eventType}{' '}
                <code>
                  <ForeignText text={pointer} />
                </code>
                : {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
