import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { formatCount, shortened } from '../controls/format.ts';
import { Loading } from '../controls/loading.tsx';
import { ScrollArea } from '../controls/scroll-area.tsx';
import { bodySchema, type Contract, contractQuery } from './contract.ts';
import { jsonFields, parseBody } from './json-fields.ts';

/** The fields of a body, each beside the contract's description of it and the meaning of its value. */
export function Payload({ eventType, body }: { readonly eventType: string; readonly body: string }) {
  const { data: contract, error } = useQuery(contractQuery);
  if (error) return <ErrorNotice error={error} />;
  if (!contract) return <Loading what="the contract" />;
  return <Fields contract={contract} eventType={eventType} body={body} />;
}

function Fields({
  contract,
  eventType,
  body,
}: {
  readonly contract: Contract;
  readonly eventType: string;
  readonly body: string;
}) {
  const [isWhole, showWhole] = useState(false);
  // What is shown is loaded again every few seconds.
  const parsed = useMemo(() => parseBody(body), [body]);
  const schema = useMemo(() => bodySchema(contract, eventType), [contract, eventType]);
  const limit = isWhole ? Number.POSITIVE_INFINITY : FIRST_FIELDS;
  const { fields, total } = useMemo(
    () => jsonFields('value' in parsed ? parsed.value : undefined, contract, schema, limit),
    [parsed, contract, schema, limit],
  );
  if ('problem' in parsed)
    return (
      <p className="notice notice-warning">
        The fields of the body cannot be shown: {parsed.problem}. It is below as it was sent.
      </p>
    );
  return (
    <>
      {!schema && (
        <p className="notice notice-warning">The contract of this console does not have {eventType}.</p>
      )}
      <ScrollArea label="Fields of the payload">
        <table className="fields">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Value</th>
              <th scope="col">Meaning</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ pointer, name, depth, text, description, meaning, isKnown }) => (
              <tr key={pointer}>
                <th scope="row" className="mono" style={{ paddingInlineStart: `${depth * 1.25 + 0.5}rem` }}>
                  <ForeignText text={shortened(name)} />
                </th>
                <td className="mono value">{text !== undefined && <ForeignText text={text} />}</td>
                <td>
                  {!isKnown && <span className="badge badge-observed">not in the contract</span>}{' '}
                  {meaning && <strong>{meaning}</strong>} {description}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {fields.length < total && (
        <button type="button" onClick={() => showWhole(true)}>
          Show all {formatCount(total)} fields
        </button>
      )}
    </>
  );
}

// A browser needs seconds for tens of thousands of rows.
const FIRST_FIELDS = 500;
