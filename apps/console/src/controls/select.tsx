/**
 * A choice of one of several values, or none.
 *
 * @param value also one that is not among them, such as one of a later edition in a URL.
 * @param none what it means to choose none.
 */
export function Select({
  label,
  none = 'All',
  values,
  value,
  onChange,
}: {
  readonly label: string;
  readonly none?: string | undefined;
  readonly values: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value ?? ''} onChange={({ target }) => onChange(target.value || undefined)}>
        <option value="">{none}</option>
        {value !== undefined && !values.includes(value) && <option value={value}>{value}</option>}
        {values.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}
