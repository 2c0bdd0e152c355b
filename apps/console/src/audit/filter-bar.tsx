import { Filters } from '../controls/filters.tsx';
import { OrderFilter } from '../controls/order-filter.tsx';
import { Select } from '../controls/select.tsx';
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
  return (
    <Filters search={search} onChange={onChange}>
      {(change) => (
        <>
          <TextFilter
            label="Operator"
            value={search.operator}
            onChange={(operator) => change({ operator })}
          />
          <Select
            label="Action"
            values={ACTIONS}
            value={search.action}
            onChange={(action) => change({ action })}
          />
          <TimeField label="From" value={search.from} onChange={(from) => change({ from })} />
          <TimeField label="Before" value={search.to} onChange={(to) => change({ to })} />
          <OrderFilter value={search.order} onChange={(order) => change({ order })} />
        </>
      )}
    </Filters>
  );
}
