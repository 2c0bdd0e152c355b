import type { ReactNode } from 'react';
import { type Changes, withChanges } from './url-search.ts';

/** The fields of a filter that is in the URL, and the button that clears it. Each field changes its part of the filter. */
export function Filters<Search extends object>({
  search,
  onChange,
  children,
}: {
  readonly search: Search;
  readonly onChange: (search: Partial<Search>) => void;
  readonly children: (change: (changes: Changes<Search>) => void) => ReactNode;
}) {
  return (
    <search className="filters">
      {children((changes) => onChange(withChanges(search, changes)))}
      {Object.keys(search).length > 0 && (
        <button type="button" className="quiet" onClick={() => onChange({})}>
          Clear the filter
        </button>
      )}
    </search>
  );
}
