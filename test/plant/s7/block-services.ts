import { infoOf, plantBlockTypes, typeLetters, typeOfLetter } from './block-image.ts';
import type { PlantPdu } from './bytes.ts';
import { Download } from './download.ts';
import type { PlantProgram } from './program.ts';
import { blockError, type PlantUploads } from './uploads.ts';

/** What the block services need of their CPU. */
export interface BlockHost {
  readonly program: PlantProgram;
  readonly uploads: PlantUploads;
  /** 1 none, 2 write, 3 read and write. */
  protection(): number;
  /** Asked once a connection, at its first upload: whether it is refused as an S7-400 may do. */
  readonly refusesFirstUpload: boolean;
  /** Error word with which lists and infos are refused; 0 where they are not. */
  listRefusal(): number;
  readonly infoForm: 'long' | 'short';
  stop(): void;
  start(): void;
}

/** What answers a job, or the error word that refuses it. */
export type JobResult = { readonly parameters: Buffer; readonly data: Buffer } | number;

const noData = Buffer.alloc(0);
const answerBytes = 18;

/** Block lists, infos, uploads and downloads of one connection. */
export class BlockServices {
  readonly #host: BlockHost;
  #uploaded = false;
  #download: Download | null = null;
  #jobs: Buffer[] = [];

  constructor(host: BlockHost) {
    this.#host = host;
  }

  /** Content of the answer to a list or info request, or an error word. */
  asked(subfunction: number, content: Buffer): Buffer | number {
    const refusal = this.#host.listRefusal();
    if (refusal !== 0) return refusal;
    if (subfunction === 1) return this.#counts();
    if (subfunction === 2) return this.#list(content.toString('latin1', 1, 2));
    return this.#info(content.toString('latin1'));
  }

  job(parameters: Buffer, pduSize: number): JobResult {
    switch (parameters[0]) {
      case 0x1d:
        return this.#beginUpload(parameters);
      case 0x1e:
        return this.#nextPart(parameters, pduSize);
      case 0x1f:
        return this.#host.uploads.end(this, parameters.readUInt32BE(4))
          ? { parameters: Buffer.from([0x1f]), data: noData }
          : blockError.sequence;
      case 0x1a:
        return this.#beginDownload(parameters);
      case 0x29:
        return this.#stop();
      case 0x28:
        return this.#control(parameters);
      default:
        return blockError.sequence;
    }
  }

  /** A client's answer to a request of the CPU. */
  answered(pdu: PlantPdu): void {
    const download = this.#download;
    if (download === null) throw new Error('an answer to nothing');
    const image = download.answered(pdu);
    if (image === 'more') {
      this.#jobs.push(download.nextJob());
      return;
    }
    this.#download = null;
    if (this.#host.program.load(image) === null) throw new Error('what was loaded is no block');
  }

  /** Requests of the CPU's own that are to be sent now. */
  takeJobs(): Buffer[] {
    const jobs = this.#jobs;
    this.#jobs = [];
    return jobs;
  }

  /** The client is gone. */
  release(): void {
    this.#host.uploads.release(this);
    this.#download = null;
  }

  #counts(): Buffer {
    const { program } = this.#host;
    return Buffer.concat(
      (['OB', 'FB', 'FC', 'DB', 'SDB', 'SFC', 'SFB'] as const).map(type => {
        const item = Buffer.from(`0${typeLetters[type]}\0\0`, 'latin1');
        item.writeUInt16BE(program.numbers(type).length, 2);
        return item;
      }),
    );
  }

  #list(letter: string): Buffer | number {
    const type = plantBlockTypes.find(candidate => typeLetters[candidate] === letter);
    const numbers = type === undefined ? [] : this.#host.program.numbers(type);
    if (numbers.length === 0) return blockError.noneOfType;
    return Buffer.concat(
      numbers.map(number => {
        const language = this.#host.program.get(`${type}${number}`)?.readUInt8(4) ?? 0;
        const item = Buffer.from([0, 0, type === 'SFC' || type === 'SFB' ? 0x42 : 0x22, language]);
        item.writeUInt16BE(number, 0);
        return item;
      }),
    );
  }

  #info(name: string): Buffer | number {
    const image = this.#host.program.get(blockNamed(name) ?? '');
    return image === undefined ? blockError.noBlock : infoOf(image, this.#host.infoForm);
  }

  #beginUpload(parameters: Buffer): JobResult {
    if (this.#host.refusesFirstUpload && !this.#uploaded) {
      this.#uploaded = true;
      return blockError.notYet;
    }
    this.#uploaded = true;
    if (this.#host.protection() === 3) return blockError.protected;
    const name = parameters.toString('latin1', 9, 18);
    const image = this.#host.program.get(blockNamed(name.slice(1)) ?? '');
    if (image === undefined) return blockError.nothingToUpload;
    const wanted = name.startsWith('$') ? image.subarray(0, 36) : image;
    const begun = this.#host.uploads.begin(this, wanted);
    if ('error' in begun) return begun.error;
    const answer = Buffer.from([0x1d, 0, 1, 0, 0, 0, 0, begun.id, 7]);
    const length = Buffer.from(String(wanted.length).padStart(7, '0'), 'latin1');
    return { parameters: Buffer.concat([answer, length]), data: noData };
  }

  #nextPart(parameters: Buffer, pduSize: number): JobResult {
    const next = this.#host.uploads.next(this, parameters.readUInt32BE(4), pduSize - answerBytes);
    if (next === null) return blockError.sequence;
    const head = Buffer.from([0, 0, 0, 0xfb]);
    head.writeUInt16BE(next.part.length, 0);
    return { parameters: Buffer.from([0x1e, next.more ? 1 : 0]), data: Buffer.concat([head, next.part]) };
  }

  #beginDownload(parameters: Buffer): JobResult {
    if (this.#host.protection() > 1) return blockError.protected;
    const name = parameters.subarray(9, 18);
    const bytes = Number(parameters.toString('latin1', 20, 26));
    this.#download = new Download(name, bytes);
    this.#jobs.push(this.#download.nextJob());
    return { parameters: Buffer.from([0x1a]), data: noData };
  }

  #stop(): JobResult {
    if (this.#host.protection() > 1) return blockError.protected;
    this.#host.stop();
    return { parameters: Buffer.from([0x29]), data: noData };
  }

  /** Starts the CPU, links or deletes blocks: a list of names, then the name of the service. */
  #control(parameters: Buffer): JobResult {
    if (this.#host.protection() > 1) return blockError.protected;
    if (parameters.toString('latin1', 10 + parameters.readUInt16BE(8)).endsWith('P_PROGRAM')) {
      this.#host.start();
      return { parameters: Buffer.from([0x28]), data: noData };
    }
    const listEnd = 10 + parameters.readUInt16BE(8);
    const service = parameters.toString('latin1', listEnd + 1);
    if (service !== '_INSE' && service !== '_DELE') return 0x8104;
    for (let at = 12; at < listEnd; at += 8) {
      const name = blockNamed(parameters.toString('latin1', at, at + 8)) ?? '';
      const { program } = this.#host;
      const done = service === '_INSE' ? program.link(name) : program.remove(name);
      if (!done) return blockError.noBlock;
    }
    return { parameters: Buffer.from([0x28]), data: noData };
  }
}

/** `0C00012A` → `FC12`. */
function blockNamed(name: string): string | null {
  const match = /^0(.)(\d{5})[ABP]$/.exec(name);
  const type = typeOfLetter(match?.[1] ?? '');
  return type === undefined ? null : `${type}${Number(match?.[2])}`;
}
