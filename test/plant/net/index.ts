export { FaultyProxy, type ProxyTarget } from './faulty-proxy.ts';
