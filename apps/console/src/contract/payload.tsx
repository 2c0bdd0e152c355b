import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { formatCount } from '../controls/format.ts';
import { Loading } from '../controls/loading.tsx';
import { ScrollArea } from '../controls/scroll-area.tsx';
import { bodySchema, contractQuery } from './contract.ts';
import { jsonFields, parseBody } from './json-fields.ts';

/** The fields of a body, each beside the contract's description of it and the meaning of its value. */
export function Payload({ eventType, body }: { readonly eventType: string; readonly body: string }) {
  const { data: contract, error } = useQuery(contractQuery);
  const [isWhole, showWhole] = useState(false);
  if (error) return <ErrorNotice error={error} />;
  if (!contract) return <Loading what="the contract" />;
  const parsed = parseBody(body);
  if ('problem' in parsed)
    return (
      <p className="notice notice-warning">
        The fields of the body cannot be shown: {parsed.problem}. It is below as it was sent.
      </p>
    );
  const schema = bodySchema(contract, eventType);
  const fields = jsonFields(parsed.value, contract, schema);
  const shown = isWhole ? fields : fields.slice(0, FIRST_FIELDS);
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
            {shown.map(({ pointer, name, depth, text, description, meaning, isKnown }) => (
              <tr key={pointer}>
                <th scope="row" className="mono" style={{ paddingInlineStart: `${depth * 1.25 + 0.5}rem` }}>
                  {name}
                </th>
                <td className="mono value">{text}</td>
                <td>
                  {!isKnown && <span className="badge badge-observed">not in the contract</span>}{' '}
                  {meaning && <strong>{meaning}</strong>} {description}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {shown.length < fields.length && (
        <button type="button" onClick={() => showWhole(true)}>
          Show all {formatCount(fields.length)} fields
        </button>
      )}
    </>
  );
}

// A browser needs seconds for tens of thousands of rows.
const FIRST_FIELDS = 500;
