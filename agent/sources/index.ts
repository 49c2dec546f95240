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
  Unread,
  Visibility,
} from './source.ts';
