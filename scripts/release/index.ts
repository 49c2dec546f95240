export { bundle } from './bundle.ts';
export { isPermissive, licenceList, type ShippedPackage } from './licences.ts';
export { withoutWriteEncoders } from './read-only.ts';
export { agentNodeOptions, type Released, releaseAgent, releaseServer } from './release.ts';
