import { parentPort } from 'node:worker_threads';
import { diffContents } from '@witnessmark/shared/changes';
import type { Answer, Asked } from './message.ts';

/** The thread's own program: one comparison after the other, each answered. */
parentPort?.on('message', ({ id, path, oldPath, old, now }: Asked) => {
  parentPort?.postMessage(answer(id, () => diffContents(path, old, now, oldPath)));
});

function answer(id: number, compare: () => ReturnType<typeof diffContents>): Answer {
  try {
    return { id, state: 'compared', diff: compare() };
  } catch (error) {
    // What is too deep for the thread's stack ends here; memory and time end the thread.
    return { id, state: 'failed', says: error instanceof Error ? error.message : String(error) };
  }
}
