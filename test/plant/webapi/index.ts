export { type CpuCertificate, cpuCertificate } from './certificate.ts';
export { cpu1515, WebApiCpu, type WebApiCpuOptions, type WebUser, webWatcher } from './cpu.ts';
export { type CodeBlock, checksumTag, type DataBlock } from './program.ts';
