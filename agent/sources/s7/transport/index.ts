export { failureOfReturnCode, isRefusal, type StatedFailure } from './failures.ts';
export { loadBetween } from './load-meter.ts';
export { Malformed } from './malformed.ts';
export { answerHeaderBytes, requestHeaderBytes } from './pdu.ts';
export {
  type JobAnswer,
  S7Transport,
  type S7TransportOptions,
} from './transport.ts';
export { remoteTsap } from './tsap.ts';
export { group } from './userdata.ts';
