import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { snap7Built } from './package.ts';

type Callback<T> = (error: number | null, result: T) => void;

/** The part of node-snap7 1.0.9's client that is used here; every call with a callback runs off the main thread. */
export interface Snap7Client {
  readonly RemotePort: number;
  readonly PDURequest: number;
  readonly S7AreaDB: number;
  readonly S7AreaMK: number;
  readonly S7WLByte: number;
  readonly S7WLBit: number;
  readonly S7WLReal: number;
  SetParam(parameter: number, value: number): boolean;
  SetConnectionType(type: number): void;
  ConnectTo(ip: string, rack: number, slot: number, callback: (error: number | null) => void): void;
  Disconnect(): boolean;
  PDULength(): number;
  DBRead(db: number, start: number, size: number, callback: Callback<Buffer>): void;
  DBWrite(
    db: number,
    start: number,
    size: number,
    buffer: Buffer,
    callback: (error: number | null) => void,
  ): void;
  ReadArea(
    area: number,
    db: number,
    start: number,
    amount: number,
    wordLength: number,
    callback: Callback<Buffer>,
  ): void;
  WriteArea(
    area: number,
    db: number,
    start: number,
    amount: number,
    wordLength: number,
    buffer: Buffer,
    callback: (error: number | null) => void,
  ): void;
  ReadMultiVars(vars: readonly Snap7Variable[], callback: Callback<readonly Snap7Result[]>): void;
  ReadSZL(id: number, index: number, callback: Callback<Buffer>): void;
  ReadSZLList(callback: Callback<readonly number[]>): void;
  GetOrderCode(callback: Callback<{ Code: string; V1: number; V2: number; V3: number }>): void;
  GetCpuInfo(callback: Callback<Record<string, string>>): void;
  GetCpInfo(callback: Callback<Record<string, number>>): void;
  GetProtection(callback: Callback<Record<string, number>>): void;
  PlcStatus(callback: Callback<number>): void;
  GetPlcDateTime(callback: Callback<Date>): void;
  SetPlcDateTime(to: Date, callback: (error: number | null) => void): void;
  PlcStop(callback: (error: number | null) => void): void;
  PlcHotStart(callback: (error: number | null) => void): void;
  ListBlocks(callback: Callback<Record<string, number>>): void;
  ListBlocksOfType(type: number, callback: Callback<readonly number[]>): void;
  GetAgBlockInfo(type: number, number: number, callback: Callback<Record<string, number | string>>): void;
  FullUpload(type: number, number: number, bytes: number, callback: Callback<Buffer>): void;
  Download(number: number, image: Buffer, callback: (error: number | null) => void): void;
  Delete(type: number, number: number, callback: (error: number | null) => void): void;
  ErrorText(error: number): string;
}

export interface Snap7Variable {
  readonly Area: number;
  readonly WordLen: number;
  readonly DBNumber: number;
  readonly Start: number;
  readonly Amount: number;
}

export interface Snap7Result {
  readonly Result: number;
  readonly Data: Buffer;
}

export interface Snap7Server {
  readonly LocalPort: number;
  readonly srvAreaDB: number;
  readonly srvAreaMK: number;
  SetParam(parameter: number, value: number): boolean;
  RegisterArea(area: number, index: number, buffer: Buffer): boolean;
  SetArea(area: number, index: number, buffer: Buffer): boolean;
  StartTo(ip: string): boolean;
  Stop(): boolean;
}

interface Snap7 {
  readonly S7Client: new () => Snap7Client;
  readonly S7Server: new () => Snap7Server;
}

/** True where conformance may not be skipped. */
const required = process.env['WITNESSMARK_REQUIRE_SNAP7'] === '1' || process.env['CI'] !== undefined;

/** Whether node-snap7 can be used; says loudly where not. Throws where it must not be missing. */
export function snap7There(): boolean {
  if (snap7Built()) return true;
  const how = 'compile it with: node_modules/.bin/node test/conformance/snap7/build.ts';
  if (required) throw new Error(`node-snap7 is not compiled; ${how}`);
  console.warn(`SKIPPED: conformance with node-snap7, which is not compiled; ${how}`);
  return false;
}

function load(): Snap7 {
  return createRequire(import.meta.url)('node-snap7');
}

/** Runs one call of the client and gives its result; fails with Snap7's own text. */
export function ask<T>(client: Snap7Client, call: (callback: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) => {
      if (error) reject(new Error(client.ErrorText(error)));
      else resolve(result);
    });
  });
}

/** A connected client; as a programming device unless `type` says otherwise (2 OP, 3 S7 basic). */
export async function snap7Client(
  port: number,
  options: { pduSize?: number; type?: number } = {},
): Promise<Snap7Client> {
  const { S7Client } = load();
  const client = new S7Client();
  client.SetParam(client.RemotePort, port);
  if (options.pduSize !== undefined) client.SetParam(client.PDURequest, options.pduSize);
  if (options.type !== undefined) client.SetConnectionType(options.type);
  await ask<void>(client, callback =>
    client.ConnectTo('127.0.0.1', 0, 2, error => callback(error, undefined)),
  );
  return client;
}

/** A running server with the data blocks given, on a port that was free a moment ago. */
export async function snap7Server(
  blocks: ReadonlyMap<number, Buffer>,
): Promise<{ server: Snap7Server; port: number }> {
  const { S7Server } = load();
  for (let attempt = 1; ; attempt += 1) {
    const server = new S7Server();
    const port = await freePort();
    server.SetParam(server.LocalPort, port);
    for (const [db, image] of blocks) server.RegisterArea(server.srvAreaDB, db, image);
    if (server.StartTo('127.0.0.1')) return { server, port };
    if (attempt === 5) throw new Error('node-snap7 could not start its server on five ports');
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}
