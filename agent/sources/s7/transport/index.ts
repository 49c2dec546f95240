export { type ReadService, readService } from './allow-list.ts';
export { failureOfReturnCode, isRefusal, type StatedFailure } from './failures.ts';
export { loadBetween } from './load-meter.ts';
export { Malformed } from './malformed.ts';
export { answerHeaderBytes, requestHeaderBytes } from './pdu.ts';
export {
  type Answer,
  type JobAnswer,
  type Negotiated,
  S7Transport,
  type S7TransportOptions,
} from './transport.ts';
export { type ConnectionType, remoteTsap } from './tsap.ts';
export { group } from './userdata.ts';
