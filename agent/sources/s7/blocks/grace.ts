/** How long after an abort a service may go on to put away what it had begun; well within a source's second. */
const graceMs = 700;

/**
 * A signal for requests that must not be broken off half-way: it aborts, with the caller's reason, a little
 * after the caller's own. `release` frees it.
 */
export function withGrace(caller: AbortSignal): { readonly signal: AbortSignal; release(): void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => late.abort(caller.reason), graceMs);
  };
  if (caller.aborted) begin();
  else caller.addEventListener('abort', begin, { once: true });
  return {
    signal: late.signal,
    release: () => {
      clearTimeout(timer);
      caller.removeEventListener('abort', begin);
    },
  };
}
