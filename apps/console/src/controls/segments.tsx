import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';

/** A choice of one of few values, all of which are shown. */
export function Segments<Value extends string>({
  label,
  values,
  value,
  onChange,
}: {
  readonly label: string;
  readonly values: readonly (readonly [value: Value, text: string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  return (
    <ToggleGroup
      className="segments"
      aria-label={label}
      value={[value]}
      onValueChange={([chosen]) => chosen !== undefined && onChange(chosen as Value)}
    >
      {values.map(([each, text]) => (
        <Toggle key={each} value={each} className="segment">
          {text}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
