export { LiveContext, useConnection, useLive } from './hooks.ts';
export { LiveStream } from './live-stream.ts';
export { matches } from './matches.ts';
export { withRows } from './rows.ts';
