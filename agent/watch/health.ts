import type { Load } from '@witnessmark/shared/facts';

/** What watching one stream costs and how it fares, since the agent started and since the last heartbeat. */
export class StreamHealth {
  #requests = 0;
  #bytes = 0;
  #errors = 0;
  #readings = 0;
  #latencyMs: number | null = null;
  #lastError: string | null = null;
  #told = { requests: 0, bytes: 0, errors: 0 };

  loaded(load: Load): void {
    this.#requests += load.requests;
    this.#bytes += load.bytes;
    this.#readings += 1;
    this.#latencyMs = load.requests > 0 ? load.ms / load.requests : null;
    this.#lastError = null;
  }

  failed(says: string): void {
    this.#errors += 1;
    this.#lastError = says;
  }

  get totals() {
    return {
      requests: this.#requests,
      bytes: this.#bytes,
      readings: this.#readings,
      errors: this.#errors,
      /** Milliseconds a request, of the last reading. */
      latencyMs: this.#latencyMs,
      lastError: this.#lastError,
    };
  }

  /** The load since this was last asked: what a heartbeat carries. */
  sinceLastBeat(): { requests: number; bytes: number; errors: number; latencyMs: number | null } {
    const since = {
      requests: this.#requests - this.#told.requests,
      bytes: this.#bytes - this.#told.bytes,
      errors: this.#errors - this.#told.errors,
      latencyMs: this.#latencyMs,
    };
    this.#told = { requests: this.#requests, bytes: this.#bytes, errors: this.#errors };
    return since;
  }
}
