import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { contractQuery } from '../contract/contract.ts';

/** Which release of the contract the receiver validates by, and whether this page has the same. */
export function RunningContract() {
  const running = api.useQuery('get', '/api/overview').data?.contractVersion;
  const own = useQuery(contractQuery).data?.info.version;
  if (running === undefined) return null;
  return (
    <>
      <p>
        This receiver runs contract <strong>{running}</strong>. <a href="/docs/">Its documentation</a>
      </p>
      {own !== undefined && own !== running && (
        <p className="notice notice-warning">
          This page was built with contract {own}: what it says of fields, and the patch, are of that one.
        </p>
      )}
    </>
  );
}
