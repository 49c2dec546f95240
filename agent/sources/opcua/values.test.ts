import { formatValueText, parseValueText } from '@witnessmark/shared/values';
import fc from 'fast-check';
import {
  Argument,
  BrowsePath,
  coerceNodeId,
  DataType,
  DataValue,
  LocalizedText,
  QualifiedName,
  StatusCodes,
  Variant,
  VariantArrayType,
} from 'node-opcua-client';
import { expect, test } from 'vitest';
import { Namespaces } from './namespaces.ts';
import { Unwritable } from './unwritable.ts';
import { badness, membersOf } from './values.ts';

const namespaces = new Namespaces(['http://opcfoundation.org/UA/', 'urn:own', 'urn:plant']);

function scalar(dataType: DataType, value: Variant['value']): Variant {
  return new Variant({ dataType, arrayType: VariantArrayType.Scalar, value });
}

function text(variant: Variant): string {
  return formatValueText(membersOf('X', variant, namespaces));
}

function words(value: bigint): [number, number] {
  const unsigned = BigInt.asUintN(64, value);
  return [Number(unsigned >> 32n), Number(unsigned & 0xffff_ffffn)];
}

test.each([
  [DataType.Boolean, true, 'X = true  # Bool'],
  [DataType.SByte, -128, 'X = -128  # SInt'],
  [DataType.Byte, 255, 'X = 255  # USInt'],
  [DataType.Int16, -5, 'X = -5  # Int'],
  [DataType.UInt32, 4294967295, 'X = 4294967295  # UDInt'],
  [DataType.Float, 0.1, 'X = 0.1  # Real'],
  [DataType.Double, -0, 'X = -0.0  # LReal'],
  [DataType.Double, Number.NaN, 'X = NaN  # LReal'],
  [DataType.String, null, 'X = null  # String'],
  [DataType.ByteString, Buffer.from([0, 255]), 'X = 00ff  # ByteString'],
  [DataType.DateTime, new Date(0), 'X = 1970-01-01T00:00:00.000Z  # LDT'],
  [DataType.NodeId, coerceNodeId('ns=2;s=a;b'), 'X = "nsu=urn:plant;s=a;b"  # NodeId'],
  [DataType.NodeId, coerceNodeId('i=85'), 'X = i=85  # NodeId'],
  [DataType.Guid, '72962B91-FA75-4AE6-8D28-B404DC7DAF63', 'X = 72962b91-fa75-4ae6-8d28-b404dc7daf63  # Guid'],
  [
    DataType.QualifiedName,
    new QualifiedName({ name: 'n', namespaceIndex: 2 }),
    'X = "nsu=urn:plant;n"  # QualifiedName',
  ],
  [DataType.StatusCode, StatusCodes.BadTimeout, 'X = 2148139008  # UDInt'],
])('a scalar of type %s is one line', (dataType, value, line) => {
  expect(text(scalar(dataType, value)).trimEnd().replaceAll('"', '')).toBe(line.replaceAll('"', ''));
});

test('64-bit integers are exact', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), value => {
      expect(membersOf('X', scalar(DataType.Int64, words(value)), namespaces)[0]?.value).toBe(value);
      const unsigned = BigInt.asUintN(64, value);
      expect(membersOf('X', scalar(DataType.UInt64, words(value)), namespaces)[0]?.value).toBe(unsigned);
    }),
  );
});

test('a localized text keeps its locale in a line of its own', () => {
  expect(text(scalar(DataType.LocalizedText, new LocalizedText({ text: 'Füllstand', locale: 'de' })))).toBe(
    'X = "Füllstand"  # LocalizedText\nX.Locale = "de"  # String\n',
  );
});

test('arrays, matrices and empty arrays', () => {
  const array = new Variant({
    dataType: DataType.Int16,
    arrayType: VariantArrayType.Array,
    value: new Int16Array([7, 8]),
  });
  expect(text(array)).toBe('X[0] = 7  # Int\nX[1] = 8  # Int\n');
  const matrix = new Variant({
    dataType: DataType.Double,
    arrayType: VariantArrayType.Matrix,
    dimensions: [2, 2],
    value: new Float64Array([1, 2, 3, 4]),
  });
  expect(membersOf('X', matrix, namespaces).map(member => member.name)).toEqual([
    'X[0,0]',
    'X[0,1]',
    'X[1,0]',
    'X[1,1]',
  ]);
  const empty = new Variant({ dataType: DataType.String, arrayType: VariantArrayType.Array, value: [] });
  expect(text(empty)).toBe('X[] = null  # String\n');
});

test('a structure is flattened field by field', () => {
  const argument = new Argument({
    name: 'speed',
    dataType: coerceNodeId('i=11'),
    valueRank: 1,
    arrayDimensions: [3],
  });
  const lines = text(scalar(DataType.ExtensionObject, argument));
  expect(lines).toContain('X.Name = "speed"  # String');
  expect(lines).toContain('X.ArrayDimensions[0] = 3  # UDInt');
  expect(lines).toContain('X.DataType = i=11  # NodeId');
});

test('a structure inside a structure is flattened too', () => {
  const path = new BrowsePath({
    startingNode: 'i=85',
    relativePath: {
      elements: [{ referenceTypeId: 'i=33', isInverse: false, targetName: { name: 'Plant' } }],
    },
  });
  const lines = text(scalar(DataType.ExtensionObject, path));
  expect(lines).toContain('X.StartingNode = i=85  # NodeId');
  expect(lines).toContain('X.RelativePath.Elements[0].IsInverse = false  # Bool');
  expect(lines).toContain('X.RelativePath.Elements[0].TargetName = "Plant"  # QualifiedName');
});

test('a structure of unknown type is its type and its bytes', () => {
  const opaque = {
    schema: { fields: [] },
    nodeId: coerceNodeId('ns=2;i=5001'),
    buffer: Buffer.from('c0ffee', 'hex'),
  };
  const variant = { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Scalar, value: opaque };
  expect(text(variant as unknown as Variant)).toBe(
    'X.Body = c0ffee  # ByteString\nX.Type = nsu=urn:plant;i=5001  # NodeId\n',
  );
});

test('variants inside variants end', () => {
  let variant = scalar(DataType.Int32, 1);
  for (let depth = 0; depth < 40; depth++) {
    variant = new Variant({
      dataType: DataType.Variant,
      arrayType: VariantArrayType.Array,
      value: [variant],
    });
  }
  expect(() => membersOf('X', variant, namespaces)).toThrow(Unwritable);
});

test('hostile scalars make value text that reads back to the same members', () => {
  const hostile = fc.oneof(
    fc.double().map(value => scalar(DataType.Double, value)),
    fc.float().map(value => scalar(DataType.Float, value)),
    fc.string({ unit: 'binary', maxLength: 200 }).map(value => scalar(DataType.String, value)),
    fc.string({ unit: 'grapheme', maxLength: 200 }).map(value => scalar(DataType.XmlElement, value)),
    fc.uint8Array({ maxLength: 64 }).map(value => scalar(DataType.ByteString, Buffer.from(value))),
    fc.date({ noInvalidDate: false }).map(value => scalar(DataType.DateTime, value)),
    fc
      .constantFrom('\u0000', '\u202e', '\ud800', 'ﷺ', '\r\n', '# Real', '"', '\\')
      .map(value => scalar(DataType.String, value)),
  );
  fc.assert(
    fc.property(hostile, variant => {
      const members = membersOf('Tank.X', variant, namespaces);
      const parsed = parseValueText(formatValueText(members));
      expect(parsed.unparsed).toEqual([]);
      expect(parsed.members).toEqual(members);
    }),
  );
});

test('a huge string and a huge array are taken or refused, never cut', () => {
  const long = 'Ж'.repeat(1_000_000);
  expect(membersOf('X', scalar(DataType.String, long), namespaces)[0]?.value).toBe(long);
  const many = new Variant({
    dataType: DataType.Byte,
    arrayType: VariantArrayType.Array,
    value: new Uint8Array(100_001),
  });
  expect(() => membersOf('X', many, namespaces)).toThrow('more than 100000 members');
});

test('bad and remembered values are no readings', () => {
  const of = (statusCode: typeof StatusCodes.Good) => badness(new DataValue({ statusCode }));
  expect(of(StatusCodes.Good)).toBeNull();
  expect(of(StatusCodes.BadSensorFailure)).toBe('BadSensorFailure');
  expect(of(StatusCodes.UncertainLastUsableValue)).toBe('UncertainLastUsableValue');
  expect(of(StatusCodes.UncertainEngineeringUnitsExceeded)).toBeNull();
});
