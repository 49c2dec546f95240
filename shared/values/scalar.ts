import { WitnessError } from '../errors/index.ts';
import { quote, unquote } from './escape.ts';
import { formatLReal, formatReal, parseLReal, parseReal } from './float.ts';
import type { Scalar, ValueType } from './member.ts';

/** How one type is written and read back. `write` gives undefined for a value the type cannot hold. */
interface Coding {
  write(value: Exclude<Scalar, null>): string | undefined;
  read(text: string): Exclude<Scalar, null> | undefined;
}

const bool: Coding = {
  write: value => (typeof value === 'boolean' ? String(value) : undefined),
  read: text => (text === 'true' ? true : text === 'false' ? false : undefined),
};

function bits(width: number): Coding {
  const digits = width / 4;
  const pattern = new RegExp(`^16#[0-9A-Fa-f]{${digits}}$`);
  return {
    write: value =>
      typeof value === 'bigint' && value >= 0n && value < 1n << BigInt(width)
        ? `16#${value.toString(16).toUpperCase().padStart(digits, '0')}`
        : undefined,
    read: text => (pattern.test(text) ? BigInt(`0x${text.slice(3)}`) : undefined),
  };
}

const integerText = /^-?\d{1,20}$/;

function integer(low: number, high: number): Coding {
  const fits = (value: number) => Number.isInteger(value) && value >= low && value <= high;
  return {
    write: value => (typeof value === 'number' && fits(value) ? String(value) : undefined),
    read: text => {
      const number = integerText.test(text) ? Number(text) + 0 : Number.NaN;
      return fits(number) ? number : undefined;
    },
  };
}

function longInteger(low: bigint, high: bigint): Coding {
  const fits = (value: bigint) => value >= low && value <= high;
  return {
    write: value => (typeof value === 'bigint' && fits(value) ? String(value) : undefined),
    read: text => {
      const number = integerText.test(text) ? BigInt(text) : high + 1n;
      return fits(number) ? number : undefined;
    },
  };
}

const real: Coding = {
  write: value => (typeof value === 'number' ? formatReal(value) : undefined),
  read: parseReal,
};
const longReal: Coding = {
  write: value => (typeof value === 'number' ? formatLReal(value) : undefined),
  read: parseLReal,
};

const text: Coding = {
  write: value => (typeof value === 'string' ? quote(value) : undefined),
  read: written => unquote(written) ?? undefined,
};

/** Times and ids stand bare where they look like one (`T#5s`, `ns=2;i=7`), else as a string. */
const bareToken = /^[A-Za-z0-9][A-Za-z0-9_.:;=+/#-]*$/;
const token: Coding = {
  write: value =>
    typeof value === 'string'
      ? bareToken.test(value) && value !== 'null'
        ? value
        : quote(value)
      : undefined,
  read: written => (bareToken.test(written) ? written : text.read(written)),
};

const anyInteger = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const enumeration: Coding = {
  write: value => (typeof value === 'string' ? quote(value) : anyInteger.write(value)),
  read: written => anyInteger.read(written) ?? text.read(written),
};

const nothing: Coding = { write: () => undefined, read: () => undefined };

const codings: Readonly<Record<ValueType, Coding>> = {
  Bool: bool,
  Byte: bits(8),
  Word: bits(16),
  DWord: bits(32),
  LWord: bits(64),
  SInt: integer(-0x80, 0x7f),
  Int: integer(-0x8000, 0x7fff),
  DInt: integer(-0x8000_0000, 0x7fff_ffff),
  LInt: longInteger(-(2n ** 63n), 2n ** 63n - 1n),
  USInt: integer(0, 0xff),
  UInt: integer(0, 0xffff),
  UDInt: integer(0, 0xffff_ffff),
  ULInt: longInteger(0n, 2n ** 64n - 1n),
  Real: real,
  LReal: longReal,
  Char: text,
  WChar: text,
  String: text,
  WString: text,
  Time: token,
  LTime: token,
  S5Time: token,
  Date: token,
  Time_Of_Day: token,
  LTime_Of_Day: token,
  Date_And_Time: token,
  LDT: token,
  DTL: token,
  ByteString: token,
  Guid: token,
  NodeId: token,
  LocalizedText: text,
  QualifiedName: text,
  Enum: enumeration,
  Xml: text,
  Null: nothing,
};

/**
 * One value as value text writes it, on one line. `null` (no value was given) is `null` for every type.
 * Throws `values.value-invalid` for a value the type cannot hold; `name` is for that message only.
 */
export function formatScalar(type: ValueType, value: Scalar, name = 'value'): string {
  if (value === null) return 'null';
  const written = codings[type].write(value);
  if (written === undefined) {
    throw new WitnessError('values.value-invalid', name, `${typeof value} ${clip(String(value))} as ${type}`);
  }
  return written;
}

/** The inverse of `formatScalar`; undefined where `written` is no value of this type. */
export function parseScalar(type: ValueType, written: string): Scalar | undefined {
  return written === 'null' ? null : codings[type].read(written);
}

function clip(shown: string): string {
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}
