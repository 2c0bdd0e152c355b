/** Why an operator discards something. */
export function ReasonField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (reason: string) => void;
}) {
  return (
    <label className="field">
      <span>Reason, for the log</span>
      <input value={value} onChange={({ target }) => onChange(target.value)} maxLength={500} required />
    </label>
  );
}
