export { Gateways, gatewayLimits, type RecordsTaken } from './gateways.ts';
export { type Signed, signatureOf } from './signature.ts';
