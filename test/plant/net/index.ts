export { FaultyProxy, type ProxyTarget } from './faulty-proxy.ts';
export { SegmentWriter } from './segments.ts';
