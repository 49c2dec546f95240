export { checksumOfMembers } from './members.ts';
export { programPath, type TagReading, tagFingerprint, tagItem, tagUnread } from './program.ts';
