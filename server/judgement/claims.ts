import { randomBytes } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import type { PartName } from '../attribution/index.ts';
import type { Database, OwnershipClaimRow } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import type { Log } from '../log/index.ts';

export interface By {
  readonly person: string;
  readonly request: string;
}

/** "This was me", and what a second person says to it. */
export class Claims {
  readonly #database: Database;
  readonly #log: Log;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Claims a change, or one part of it; gives the claim's id. Throws http.conflict where one's own claim stands already. */
  make(change: string, part: PartName | null, note: string, by: By): Promise<string> {
    return this.#inTurn(async () => {
      const standing = (await this.of(change)).find(
        claim =>
          claim.person === by.person &&
          claim.withdrawn_at === null &&
          claim.path === (part?.path ?? null) &&
          claim.member === (part?.member ?? null),
      );
      if (standing) throw new WitnessError('http.conflict', change, 'you claim it already');
      const claim = `cl-${randomBytes(8).toString('hex')}`;
      await this.#append('claim.made', by, change, toBody('claim.made', { claim, change, part, note }));
      return claim;
    });
  }

  /** Throws claim.own where it is one's own, claim.answered where somebody was quicker. */
  answer(id: string, says: 'confirmed' | 'disputed', note: string, by: By): Promise<void> {
    return this.#inTurn(async () => {
      const claim = await this.#open(id);
      if (claim.person === by.person) throw new WitnessError('claim.own', claim.change_id);
      const change = claim.change_id;
      await this.#append(`claim.${says}`, by, change, toBody(`claim.${says}`, { claim: id, change, note }));
    });
  }

  withdraw(id: string, note: string, by: By): Promise<void> {
    return this.#inTurn(async () => {
      const claim = await this.#open(id);
      if (claim.person !== by.person) throw new WitnessError('claim.not-yours', claim.change_id);
      const change = claim.change_id;
      await this.#append(
        'claim.withdrawn',
        by,
        change,
        toBody('claim.withdrawn', { claim: id, change, note }),
      );
    });
  }

  /** Oldest first. */
  of(change: string): Promise<OwnershipClaimRow[]> {
    return this.#database.read
      .selectFrom('ownership_claim')
      .selectAll()
      .where('change_id', '=', change)
      .orderBy('pos')
      .execute();
  }

  /** The change a claim is about; null where there is no such claim. */
  async changeOf(id: string): Promise<string | null> {
    const row = await this.#database.read
      .selectFrom('ownership_claim')
      .select('change_id')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.change_id ?? null;
  }

  async #open(id: string): Promise<OwnershipClaimRow> {
    const row = await this.#database.read
      .selectFrom('ownership_claim')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new WitnessError('http.not-found', id);
    if (row.withdrawn_at !== null || row.confirmed_by !== null || row.disputed_by !== null)
      throw new WitnessError('claim.answered', row.change_id);
    return row;
  }

  async #append(
    type: 'claim.made' | 'claim.confirmed' | 'claim.disputed' | 'claim.withdrawn',
    by: By,
    change: string,
    body: ReturnType<typeof toBody>,
  ): Promise<void> {
    await this.#log.append([
      {
        type,
        key: `${by.request}/${type}`,
        actor: { kind: 'person', id: by.person },
        request: by.request,
        subject: `change:${change}`,
        body,
      },
    ]);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
