/** Error words of refused block services, as real CPUs and Snap7 give them. */
export const blockError = {
  noBlock: 0xd209,
  nothingToUpload: 0xd20c,
  noneOfType: 0xd20e,
  protected: 0xd241,
  noFurtherUpload: 0x8304,
  notYet: 0x8702,
  sequence: 0x8500,
} as const;

interface OpenUpload {
  readonly owner: object;
  readonly id: number;
  readonly image: Buffer;
  sent: number;
}

/** Uploads a CPU serves: as many at a time as it can, for all its clients together. */
export class PlantUploads {
  readonly #most: number;
  readonly #open = new Map<number, OpenUpload>();
  #last = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Uploads begun and not ended. */
  get open(): number {
    return this.#open.size;
  }

  /** Id of the new upload, or the error word that refuses it. */
  begin(owner: object, image: Buffer): { id: number } | { error: number } {
    if (this.#open.size >= this.#most) return { error: blockError.noFurtherUpload };
    // Within one byte: some clients keep no more of it.
    do this.#last = (this.#last % 200) + 1;
    while (this.#open.has(this.#last));
    this.#open.set(this.#last, { owner, id: this.#last, image: Buffer.from(image), sent: 0 });
    return { id: this.#last };
  }

  /** The next bytes, and whether there are more; null for an upload that is not open here. */
  next(owner: object, id: number, most: number): { part: Buffer; more: boolean } | null {
    const upload = this.#open.get(id);
    if (upload?.owner !== owner) return null;
    const part = upload.image.subarray(upload.sent, upload.sent + most);
    upload.sent += part.length;
    return { part, more: upload.sent < upload.image.length };
  }

  end(owner: object, id: number): boolean {
    return this.#open.get(id)?.owner === owner && this.#open.delete(id);
  }

  /** The client is gone. */
  release(owner: object): void {
    for (const [id, upload] of this.#open) if (upload.owner === owner) this.#open.delete(id);
  }
}
