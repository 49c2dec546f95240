/** Backups that a running server takes, and a server made from one. */
export { type BackupOptions, backup } from './backup.ts';
export { type BackupManifest, checkFiles, readManifest } from './manifest.ts';
export { type RestoreOptions, restore } from './restore.ts';
