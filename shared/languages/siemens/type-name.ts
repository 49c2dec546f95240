/** Elementary types as TIA Portal writes them, and the words of composed ones. */
const written: readonly string[] = [
  ...[
    'Bool',
    'Byte',
    'Word',
    'DWord',
    'LWord',
    'SInt',
    'Int',
    'DInt',
    'LInt',
    'USInt',
    'UInt',
    'UDInt',
    'ULInt',
  ],
  ...[
    'Real',
    'LReal',
    'Time',
    'LTime',
    'S5Time',
    'Date',
    'Time_Of_Day',
    'LTime_Of_Day',
    'Date_And_Time',
    'LDT',
  ],
  ...[
    'DTL',
    'Char',
    'WChar',
    'String',
    'WString',
    'Variant',
    'Any',
    'Pointer',
    'Void',
    'Struct',
    'Timer',
    'Counter',
  ],
  ...['Block_FB', 'Block_FC', 'Block_DB', 'Block_SDB', 'DB_ANY', 'Array'],
];
const elementary: ReadonlyMap<string, string> = new Map([
  ...written.map(name => [name.toUpperCase(), name] as const),
  ['TOD', 'Time_Of_Day'],
  ['LTOD', 'LTime_Of_Day'],
  ['DT', 'Date_And_Time'],
  ['DATE_AND_LTIME', 'LDT'],
]);

/** The one writing of an elementary type, whichever case it is written in; other names stay, in capitals where they are no engineer's. */
export function typeWord(word: string): string {
  const known = elementary.get(word.toUpperCase());
  return known ?? word;
}

const composed = /^(Array)\s*\[([^\]]*)\]\s*of\s+([\s\S]+)$/i;

/** A type given as text, as XML exports do: `Array[0..7] of "Motor"`, `String[20]`, `time_of_day`. */
export function typeText(text: string): string {
  const trimmed = text.trim();
  const array = trimmed.length > 2_000 ? null : composed.exec(trimmed);
  if (array !== null) return `Array[${boundsText(array[2] ?? '')}] of ${typeText(array[3] ?? '')}`;
  if (trimmed.startsWith('"')) return trimmed;
  const [, word = trimmed, length = ''] = /^([\p{L}_][\p{L}\p{N}_]*)\s*(\[[^\]]*\])?$/u.exec(trimmed) ?? [];
  return `${typeWord(word)}${length.replace(/\s+/g, '')}`;
}

export function boundsText(text: string): string {
  return text.replace(/\s+/g, '').replaceAll(',', ', ');
}

/** What an array holds; of any other type itself. */
export function elementType(type: string): string {
  const at = type.lastIndexOf('] of ');
  return at < 0 ? type : type.slice(at + 5);
}
