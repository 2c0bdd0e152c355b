import { Filters } from '../controls/filters.tsx';
import { OrderFilter } from '../controls/order-filter.tsx';
import { TextFilter } from '../controls/text-filter.tsx';
import { TimeField } from '../controls/time-filter.tsx';
import { ACTIONS, type AuditSearch } from './search.ts';

/** The filter of the audit log: who, what and when. */
export function FilterBar({
  search,
  onChange,
}: {
  readonly search: AuditSearch;
  readonly onChange: (search: AuditSearch) => void;
}) {
  const known: readonly string[] = ACTIONS;
  const { action } = search;
  return (
    <Filters search={search} onChange={onChange}>
      {(change) => (
        <>
          <TextFilter
            label="Operator"
            value={search.operator}
            onChange={(operator) => change({ operator })}
          />
          <label className="field">
            <span>Action</span>
            <select
              value={action ?? ''}
              onChange={({ target }) => change({ action: target.value || undefined })}
            >
              <option value="">All</option>
              {action !== undefined && !known.includes(action) && <option value={action}>{action}</option>}
              {known.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
          <TimeField label="From" value={search.from} onChange={(from) => change({ from })} />
          <TimeField label="Before" value={search.to} onChange={(to) => change({ to })} />
          <OrderFilter value={search.order} onChange={(order) => change({ order })} />
        </>
      )}
    </Filters>
  );
}
