/** Preloaded into the demo's processes: one whose demo was killed would hold the data that the next run needs. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
