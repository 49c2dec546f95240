import { instantOf, wallOf } from '../time/index.ts';

/** A date and time of the site's clock; `value` is an instant. */
export function MomentField({
  label,
  name,
  value,
  zone,
  required = false,
}: {
  readonly label: string;
  readonly name: string;
  readonly value: string | null;
  readonly zone: string;
  readonly required?: boolean;
}) {
  const wall = value ? wallOf(new Date(value), zone) : null;
  return (
    <label>
      {label}
      <input
        key={value}
        type="datetime-local"
        name={name}
        step={1}
        required={required}
        defaultValue={wall ? `${wall.date}T${wall.time}` : ''}
      />
    </label>
  );
}

/** The instant a moment's field holds; null where it is empty. */
export function momentOf(form: FormData, name: string, zone: string): string | null {
  const value = form.get(name);
  const [date, time] = typeof value === 'string' ? value.split('T') : [];
  return date && time ? (instantOf(date, time, zone)?.toISOString() ?? null) : null;
}
