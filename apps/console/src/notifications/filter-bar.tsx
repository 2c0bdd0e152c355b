import { EventTypeSelect } from '../controls/event-type-select.tsx';
import { Filters } from '../controls/filters.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { OrderFilter } from '../controls/order-filter.tsx';
import { Select } from '../controls/select.tsx';
import { TextFilter } from '../controls/text-filter.tsx';
import { TimeFilter } from '../controls/time-filter.tsx';
import { type NotificationSearch, STATES } from './search.ts';

/** The filter of the list. Texts apply half a second after the last key, everything else at once. */
export function FilterBar({
  search,
  onChange,
}: {
  readonly search: NotificationSearch;
  readonly onChange: (search: NotificationSearch) => void;
}) {
  return (
    <Filters search={search} onChange={onChange}>
      {(change) => (
        <>
          <EventTypeSelect value={search.eventType} onChange={(eventType) => change({ eventType })} />
          <Select
            label="State"
            values={STATES}
            value={search.state}
            onChange={(state) => change({ state: STATES.find((each) => each === state) })}
          />
          <TextFilter label="Subject" value={search.subject} onChange={(subject) => change({ subject })} />
          <TextFilter label="Text" value={search.text} onChange={(text) => change({ text })} />
          <TimeFilter value={search} onChange={change} />
          <OrderFilter value={search.order} onChange={(order) => change({ order })} />
          {search.cause !== undefined && (
            <p className="field">
              <span>Cause</span>
              <code>
                <ForeignText text={search.cause} />
              </code>
            </p>
          )}
        </>
      )}
    </Filters>
  );
}
