import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ports } from './ports.ts';
import { rewritten } from './site.ts';

/** Writes `server.yaml` into `folder`; gives its path. */
export async function configureServer(folder: string, ports: Ports, timeZone: string): Promise<string> {
  const file = join(folder, 'server.yaml');
  await writeFile(file, serverYaml(ports, timeZone), 'utf8');
  return file;
}

function serverYaml(ports: Ports, timeZone: string): string {
  return `# The demo's server: witnessmark server --config server.yaml
${rewritten}
site:
  name: demo               # part of the log's origin: choose once, never change
  timeZone: ${timeZone}    # every time on the page is told in this zone
  shifts: ['06:00', '14:00', '22:00']

dataDir: server            # log, vault and git store, relative to this file

people:
  listen: 127.0.0.1:${ports.people}      # page, API and git; plain HTTP is served on the loopback interface alone

agents:
  listen: 127.0.0.1:${ports.agents}      # agents come in here, with certificates of the server's own authority
`;
}
