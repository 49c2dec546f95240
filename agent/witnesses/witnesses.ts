import type { Instant } from '@witnessmark/shared/time';
import type { SourceLog } from '../sources/index.ts';
import type { FactDraft, Spool } from '../spool/index.ts';
import type { AssetStatement, Witness, WitnessContext, WitnessHealth, WitnessSink } from './witness.ts';

/** One witness as the configuration wants it. */
export interface WitnessPlan {
  /** One in the agent; it stands in statements and in the access paths of assets. */
  readonly name: string;
  /** Equal text = the same witness: it goes on. */
  readonly key: string;
  readonly baseDir: string;
  readonly assets: readonly string[];
  readonly create: (context: WitnessContext) => Witness;
}

export interface WitnessesParts {
  readonly now: () => Instant;
  readonly spool: Pick<Spool, 'append' | 'tell' | 'recall' | 'remember'>;
  readonly log: SourceLog;
  /** The stream that carries what is told of an asset; null for one that is not watched. */
  readonly streamOf: (asset: string) => string | null;
  readonly timeZoneOf: (asset: string) => string;
}

interface Running {
  readonly plan: WitnessPlan;
  readonly witness: Witness;
  readonly ending: AbortController;
}

/** All witnesses of an agent: begun, changed and ended as the configuration says. */
export class Witnesses {
  readonly #parts: WitnessesParts;
  readonly #running = new Map<string, Running>();

  constructor(parts: WitnessesParts) {
    this.#parts = parts;
  }

  /** Makes them what the plans say; one that is the same goes on. Rejects where one cannot begin. */
  async apply(plans: readonly WitnessPlan[]): Promise<void> {
    const wanted = new Map(plans.map(plan => [plan.name, plan]));
    const ended = [...this.#running.values()].filter(({ plan }) => wanted.get(plan.name)?.key !== plan.key);
    await Promise.all(ended.map(running => this.#end(running)));
    for (const plan of plans) if (!this.#running.has(plan.name)) await this.#begin(plan);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map(running => this.#end(running)));
  }

  /** An item of the asset changed. */
  stir(asset: string): void {
    for (const { plan, witness } of this.#running.values()) {
      if (plan.assets.includes(asset)) witness.stir(asset);
    }
  }

  get health(): readonly (WitnessHealth & { readonly name: string; readonly kind: string })[] {
    return [...this.#running.values()].map(({ witness }) => {
      const { name, kind, health } = witness;
      return { name, kind, ...health };
    });
  }

  async #begin(plan: WitnessPlan): Promise<void> {
    const { now, timeZoneOf, log } = this.#parts;
    const { name, baseDir } = plan;
    const witness = plan.create({ name, now, timeZoneOf, baseDir, log, sink: this.#sink(name) });
    const ending = new AbortController();
    this.#running.set(name, { plan, witness, ending });
    await witness.start(ending.signal);
  }

  async #end({ plan, witness, ending }: Running): Promise<void> {
    this.#running.delete(plan.name);
    ending.abort(new Error('the witness ends'));
    await witness.stop();
  }

  #sink(witness: string): WitnessSink {
    const { spool } = this.#parts;
    return {
      tell: (key, at, statements) => spool.tell({ witness, key, at, drafts: this.#drafts(statements) }),
      say: async statements => {
        for (const draft of this.#drafts(statements)) await spool.append(draft, new Map(), null);
      },
      recall: () => spool.recall(witness),
      remember: memory => spool.remember(witness, memory),
    };
  }

  /** What is said of an asset that is watched no more has no stream to go by. */
  #drafts(statements: readonly AssetStatement[]): FactDraft[] {
    const at = this.#parts.now();
    return statements.flatMap(({ asset, statement }) => {
      const stream = this.#parts.streamOf(asset);
      return stream === null ? [] : [{ stream, at, kind: 'statement', body: statement } as const];
    });
  }
}
