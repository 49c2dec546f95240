import { diffAsText, diffContents } from '@witnessmark/shared/changes';
import { tagMentions, tagUses } from '@witnessmark/shared/tags';
import type { Answer, Asked, Result, Task } from './message.ts';

/** The process's own program: one task after the other, each answered, until nobody asks any more. */
process.on('message', ({ id, task }: Asked) => {
  const answer: Answer = { id, result: attempted(task) };
  process.send?.(answer);
});
process.on('disconnect', () => process.exit());
// A signal to stop often goes to the server and to this at once: ended by it, a comparison would look as if it cost too much.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

function attempted(task: Task): Result {
  try {
    return done(task);
  } catch (error) {
    // What is too deep for the stack ends here; memory and time end the process.
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
