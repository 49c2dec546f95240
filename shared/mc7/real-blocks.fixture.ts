import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { toBytes } from './bytes.ts';

const data = join(import.meta.dirname, '../../../shared/data');
const listed = join(data, 'artefacts/mc7-awl');
const captured = join(data, 's7-captured');
const project = join(data, 'artefacts/step7-classic/UnitTest_Simatic_Project.zip');

/** Whether blocks of real controllers are there to be read in place; says so loudly where not. */
export const realBlocksThere = [listed, captured, project].every(path => existsSync(path));
if (!realBlocksThere) console.warn(`SKIPPED: tests with real MC7 blocks, not all of them are below ${data}`);

/** A block of a real controller, or of an engineering project as it would be loaded. */
export interface RealBlock {
  readonly name: string;
  readonly image: Uint8Array;
}

/** Blocks that stand beside a listing, and those of captured uploads and downloads. */
export function realBlocks(): RealBlock[] {
  const files = [
    ...globSync('*.{bin,mc7}', { cwd: listed }).map(file => join(listed, file)),
    ...globSync('*/blocks/*.bin', { cwd: captured }).map(file => join(captured, file)),
  ];
  return files.sort().map(file => ({ name: file.slice(data.length + 1), image: readFileSync(file) }));
}

export function realBlock(name: string): Uint8Array {
  return readFileSync(join(listed, name));
}

/** The engineering listing beside a block, without its byte order mark. */
export function realListing(name: string): string {
  return readFileSync(join(listed, `${name}.awl`), 'utf8').replace(/^\uFEFF/, '');
}

/** A block of the STEP 7 project: its image put together, and its declaration as the engineer wrote it. */
export interface ProjectBlock extends RealBlock {
  readonly declared: string | null;
}

/** Type codes in the project’s table: blocks, and the declarations that belong to them. */
const imageTypes = new Set([8, 10, 12, 14, 15]);
const declarationTypes = new Set([3, 4, 5, 6, 9]);

/** Blocks of the project’s offline folders, read from its dBASE tables. */
export function projectBlocks(): ProjectBlock[] {
  const files = unzip(readFileSync(project));
  const blocks: ProjectBlock[] = [];
  for (const [path, table] of files) {
    if (!path.endsWith('SUBBLK.DBF')) continue;
    const memos = files.get(path.replace(/DBF$/, 'DBT')) ?? Buffer.alloc(0);
    const rows = readTable(table, memos);
    for (const row of rows) {
      const type = Number(text(row, 'SUBBLKTYP'));
      if (!imageTypes.has(type)) continue;
      const id = text(row, 'OBJECTID');
      const declaration = rows.find(
        other => text(other, 'OBJECTID') === id && declarationTypes.has(Number(text(other, 'SUBBLKTYP'))),
      );
      const number = Number(text(row, 'BLKNUMBER'));
      blocks.push({
        name: `${path.split('/').at(-2)} ${type} ${number}`,
        image: imageOf(row, type, number),
        declared: declaration === undefined ? null : field(declaration, 'MC5CODE').toString('latin1'),
      });
    }
  }
  return blocks;
}

/** A file of the project by the end of its path. */
export function projectFile(end: string): Uint8Array {
  const found = [...unzip(readFileSync(project))].find(([path]) => path.endsWith(end));
  if (found === undefined) throw new Error(`${project} holds no ${end}`);
  return found[1];
}

type Row = ReadonlyMap<string, Buffer>;

function field(row: Row, name: string): Buffer {
  return row.get(name) ?? Buffer.alloc(0);
}

function text(row: Row, name: string): string {
  return field(row, name).toString('latin1').trim();
}

function imageOf(row: Row, type: number, number: number): Uint8Array {
  const [code, part, table] = [field(row, 'MC5CODE'), field(row, 'SSBPART'), field(row, 'ADDINFO')];
  const attributes = [Number(text(row, 'ATTRIBUTE')), Number(text(row, 'BLKLANG')), type];
  return Buffer.concat([
    Buffer.from([0x70, 0x70, 1, ...attributes, ...toBytes(number, 2)]),
    Buffer.from(toBytes(72 + code.length + part.length + table.length, 4)),
    Buffer.from(toBytes(Number(text(row, 'PASSWORD')), 4)),
    field(row, 'TIMESTAMP1'),
    field(row, 'TIMESTAMP2'),
    Buffer.from([...toBytes(part.length, 2), ...toBytes(table.length, 2)]),
    Buffer.from([...toBytes(Number(text(row, 'LOCDATALEN')), 2), ...toBytes(code.length, 2)]),
    ...[code, part, table, field(row, 'USERNAME'), field(row, 'BLOCKFNAME'), field(row, 'BLOCKNAME')],
    Buffer.from([Number(text(row, 'VERSION')), 0, ...toBytes(Number(text(row, 'CHECKSUM')), 2)]),
    Buffer.alloc(8),
  ]);
}

/** dBASE IV: a field of type M holds the number of a block in the memo file, where a length stands before the bytes. */
function readTable(table: Buffer, memos: Buffer): Row[] {
  const fields: { name: string; memo: boolean; length: number }[] = [];
  for (let at = 32; table[at] !== 0x0d; at += 32) {
    const name = table.toString('latin1', at, at + 11).replace(/\0.*$/s, '');
    fields.push({ name, memo: table[at + 11] === 0x4d, length: table[at + 16] ?? 0 });
  }
  const memoBlock = memos.readUInt16LE(20) || 512;
  const rows: Row[] = [];
  for (let index = 0; index < table.readUInt32LE(4); index++) {
    const row = new Map<string, Buffer>();
    let at = table.readUInt16LE(8) + index * table.readUInt16LE(10) + 1;
    for (const { name, memo, length } of fields) {
      const value = table.subarray(at, at + length);
      const place = Number(value.toString('latin1')) * memoBlock;
      const isEmpty = memo && value.toString('latin1').trim() === '';
      if (!memo) row.set(name, value);
      else if (!isEmpty) row.set(name, memos.subarray(place + 8, place + memos.readUInt32LE(place + 4)));
      at += length;
    }
    rows.push(row);
  }
  return rows;
}

/** The files of a zip archive by their path, from its central directory. */
function unzip(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < archive.readUInt16LE(end + 10); index++) {
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(from, from + archive.readUInt32LE(at + 20));
    const isStored = archive.readUInt16LE(at + 10) === 0;
    files.set(
      archive.toString('utf8', at + 46, at + 46 + nameLength),
      isStored ? packed : inflateRawSync(packed),
    );
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}
