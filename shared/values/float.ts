/**
 * Reals in value text: the fewest digits that give the same number back in its own width, always with a
 * decimal point as IEC 61131-3 writes them (`55.0`, `1.0e-7`), and `NaN`, `+Inf`, `-Inf`, `-0.0`.
 */
export function formatLReal(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  const [mantissa = '', exponent] = text.split('e');
  const pointed = mantissa.includes('.') ? mantissa : `${mantissa}.0`;
  return exponent === undefined ? pointed : `${pointed}e${exponent}`;
}

/** As `formatLReal`, for a number held in 32 bits; a number that is not is rounded to 32 bits first. */
export function formatReal(value: number): string {
  const held = Math.fround(value);
  return formatLReal(Number.isFinite(held) && held !== 0 ? shortestSingle(held) : held);
}

/** Below this a 32-bit number is subnormal and may need fewer than six digits' precision. */
const smallestNormal = 2 ** -126;
/** Any decimal of up to six digits survives 32 bits (FLT_DIG of C), so six digits also find the shorter ones. */
const alwaysKept = 6;

/** The double nearest to the shortest decimal that rounds to `held` in single precision. */
function shortestSingle(held: number): number {
  for (let digits = Math.abs(held) < smallestNormal ? 1 : alwaysKept; digits < 9; digits++) {
    const rounded = held.toExponential(digits - 1);
    // At a power of two the interval is lopsided: the decimal beside the rounded one may be the one that fits.
    for (const candidate of [rounded, lastDigitMoved(rounded, 1), lastDigitMoved(rounded, -1)]) {
      const number = Number(candidate);
      if (Math.fround(number) === held) return number;
    }
  }
  return Number(held.toExponential(8));
}

function lastDigitMoved(exponential: string, by: number): string {
  const [mantissa = '', exponent = '+0'] = exponential.split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const moved = Number(mantissa.replace('.', '')) + by;
  return `${moved}e${Number(exponent) - decimals}`;
}

const decimal = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number a text of either width means; undefined where it is none or leaves the range of a double. */
export function parseLReal(text: string): number | undefined {
  if (text === 'NaN') return Number.NaN;
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  if (!decimal.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** As `parseLReal`, rounded to 32 bits; undefined where it leaves their range. */
export function parseReal(text: string): number | undefined {
  const number = parseLReal(text);
  if (number === undefined || !Number.isFinite(number)) return number;
  const held = Math.fround(number);
  return Number.isFinite(held) ? held : undefined;
}
