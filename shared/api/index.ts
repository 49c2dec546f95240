export * from './agents.ts';
export * from './assets.ts';
export * from './changes.ts';
export * from './common.ts';
export * from './live.ts';
export * from './log.ts';
export * from './overview.ts';
export * from './people.ts';
