export type {
  Connection,
  DeviceIdentity,
  FingerprintReading,
  Hint,
  ItemReading,
  Reading,
  ReadRequest,
  Source,
  SourceContext,
  SourceLog,
  Visibility,
} from './source.ts';
