/** The order of a list. Newest first is the default, and not in the URL. */
export function OrderFilter({
  value,
  onChange,
}: {
  readonly value: 'newest' | 'oldest' | undefined;
  readonly onChange: (order: 'oldest' | undefined) => void;
}) {
  return (
    <label className="field">
      <span>Order</span>
      <select
        value={value ?? 'newest'}
        onChange={({ target }) => onChange(target.value === 'oldest' ? 'oldest' : undefined)}
      >
        <option value="newest">Newest first</option>
        <option value="oldest">Oldest first</option>
      </select>
    </label>
  );
}
