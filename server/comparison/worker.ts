import { parentPort } from 'node:worker_threads';
import { diffAsText, diffContents } from '@witnessmark/shared/changes';
import { tagMentions, tagUses } from '@witnessmark/shared/tags';
import type { Answer, Asked, Result, Task } from './message.ts';

/** The thread's own program: one task after the other, each answered. */
parentPort?.on('message', ({ id, task }: Asked) => {
  const answer: Answer = { id, result: attempted(task) };
  parentPort?.postMessage(answer);
});

function attempted(task: Task): Result {
  try {
    return done(task);
  } catch (error) {
    // What is too deep for the thread's stack ends here; memory and time end the thread.
    return { state: 'failed', says: error instanceof Error ? error.message : String(error) };
  }
}

function done(task: Task): Result {
  switch (task.task) {
    case 'compare':
      return { state: 'compared', diff: diffContents(task.path, task.old, task.now, task.oldPath) };
    case 'text':
      return { state: 'compared', diff: diffAsText(task.path, task.old, task.now, task.note) };
    case 'uses':
      return { state: 'used', uses: tagUses(task.item) };
    case 'mentions':
      return { state: 'mentioned', mentions: tagMentions(task.old, task.now) };
  }
}
