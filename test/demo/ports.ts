import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { z } from 'zod';

/** Where the parts of the demo listen, all on 127.0.0.1. */
const portsSchema = z.strictObject({
  people: z.number().int().min(1).max(65_535),
  agents: z.number().int().min(1).max(65_535),
  brewhouse: z.number().int().min(1).max(65_535),
  press: z.number().int().min(1).max(65_535),
  filler: z.number().int().min(1).max(65_535),
});
export type Ports = z.infer<typeof portsSchema>;
type Part = keyof Ports;
/** Those of an earlier demo, which may have had fewer parts. */
type RememberedPorts = { readonly [Name in Part]?: number | undefined };

/** Where the search begins; the registered ports of OPC UA and S7 are left to real devices. */
const preferredPorts: Ports = {
  people: 8480,
  agents: 8580,
  brewhouse: 48_480,
  press: 48_580,
  filler: 48_680,
};
const tried = 50;

/**
 * A free port for each part: the remembered one, else the preferred one or the next free after it, else one
 * of the system's choice.
 */
export async function pickPorts(
  remembered: RememberedPorts,
  preferred: Ports = preferredPorts,
): Promise<Ports> {
  const held: Server[] = [];
  const pick = async (part: Part): Promise<number> => {
    const next = Array.from({ length: tried }, (_, offset) => preferred[part] + offset);
    for (const port of [remembered[part], ...next.filter(one => one <= 65_535), 0]) {
      const server = port === undefined ? null : await listening(port);
      const address = server?.address() ?? null;
      if (server === null || address === null || typeof address === 'string') continue;
      held.push(server);
      return address.port;
    }
    throw new Error('the system has no free port on 127.0.0.1');
  };
  try {
    return {
      people: await pick('people'),
      agents: await pick('agents'),
      brewhouse: await pick('brewhouse'),
      press: await pick('press'),
      filler: await pick('filler'),
    };
  } finally {
    await Promise.all(held.map(server => new Promise(resolve => server.close(resolve))));
  }
}

/** The ports of the last run; none where it left none that can be read. */
export async function readPorts(file: string): Promise<RememberedPorts> {
  try {
    return portsSchema.partial().parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Forgotten ports only mean that others are taken.
    return {};
  }
}

export async function writePorts(file: string, ports: Ports): Promise<void> {
  await writeFile(file, `${JSON.stringify(ports, null, 2)}\n`, 'utf8');
}

async function listening(port: number): Promise<Server | null> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return server;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE' || code === 'EACCES') return null;
    throw error;
  }
}
