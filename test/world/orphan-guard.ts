/** Preloaded into every process of a world: one whose test run was killed must not live on. */
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel?.unref();
