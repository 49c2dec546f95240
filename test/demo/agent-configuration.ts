import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { checksumTag, plantUsers, pressLayouts, webWatcher } from '../plant/index.ts';
import { writeSecret } from './first-sign-in.ts';
import type { Ports } from './ports.ts';
import { demoArea, rewritten } from './site.ts';

export interface DemoSite {
  readonly ports: Ports;
  /** IANA name. */
  readonly timeZone: string;
  /** SHA-256 of the brewhouse's certificate, hex. */
  readonly brewhouseCertificate: string;
  /** SHA-256 of the filler's certificate, hex, and the folder of its exports. */
  readonly fillerCertificate: string;
  readonly fillerExports: string;
  /** Folder of the filling line's exports. */
  readonly exports: string;
  /** Folder of the press' symbols. */
  readonly pressExports: string;
}

/** Writes `agent.yaml` into `folder`, with the layouts and the secret that it names; gives its path. */
export async function configureAgent(folder: string, site: DemoSite): Promise<string> {
  const layouts = join(folder, 'layouts');
  const secrets = join(folder, 'secrets');
  await mkdir(layouts, { recursive: true });
  await mkdir(secrets, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(pressLayouts)) await writeFile(join(layouts, name), text, 'utf8');
  await writeSecret(join(secrets, 'brewhouse-password'), `${plantUsers.watcher.password}\n`);
  await writeSecret(join(secrets, 'filler-password'), `${webWatcher.password}\n`);
  const inside = (path: string) => relative(folder, path).replaceAll('\\', '/');
  const file = join(folder, 'agent.yaml');
  await writeFile(
    file,
    agentYaml({
      ...site,
      exports: inside(site.exports),
      pressExports: inside(site.pressExports),
      fillerExports: inside(site.fillerExports),
    }),
    'utf8',
  );
  return file;
}

function agentYaml(site: DemoSite): string {
  const { ports, timeZone, brewhouseCertificate, exports, pressExports } = site;
  return `# The demo's agent: witnessmark-agent run --config agent.yaml
${rewritten}
site: demo
timeZone: ${timeZone}
dataDir: agent             # identity, spool and hands-off files, relative to this file
beat: 1s                   # how often it tells the server that it lives

# How everything is read, where an asset or a source does not say otherwise.
# Periods are short so that you see changes soon; 10s is the default.
watch:
  period: 2s
  fingerprint: 2s

assets:
  # A controller with an OPC UA server: subscribed, and read where no subscription reaches.
  - id: brewhouse-1        # stable for ever: also the name of its git repository
    name: Brewhouse 1
    area: ${demoArea}
    phase: simulated
    sources:
      opcua:
        type: opcua
        endpoint: opc.tcp://127.0.0.1:${ports.brewhouse}
        # Trusts this one certificate; a server that shows another is not read.
        serverCertificate: ${brewhouseCertificate}
        user:
          name: ${plantUsers.watcher.name}
          password: { file: secrets/brewhouse-password }   # secrets never stand in this file
        roots: [/Objects/Plant]
        # The first rule that matches decides. What none matches, like the measured levels, is not watched.
        rules:
          - { path: '/Objects/Plant/Tank*/*', writable: true, kind: setpoint, group: Tanks }
          - { path: '/Objects/Plant/Active/*', kind: setpoint, group: Active }
          - { path: '/Objects/Plant/Recipe */*', kind: recipe, group: '$1' }
          - { path: '/Objects/Plant/Settings/*', kind: config, group: Settings }
          - { path: '/Objects/Plant/Files/*', nodeClass: File, kind: recipe }

  # An S7-300: whole data blocks, decoded by declarations that the engineer exported, and its program.
  - id: press-2
    name: Press 2
    area: ${demoArea}
    phase: simulated
    sources:
      s7:
        type: s7
        host: 127.0.0.1
        port: ${ports.press}        # a real CPU listens on 102, the default
        rack: 0
        slot: 2
        # Program blocks are read where the CPU gives them; "blocks: off" leaves them out.
        blocks: { types: [OB, FC, FB, DB] }
        dataBlocks:
          - db: 20
            name: Setpoints
            kind: setpoint
            layout: { file: layouts/PressSetpoints.db }
            exclude: [ForceNow, Strokes]     # process values move by themselves and are no setpoints
            engineering:
              - { members: Force, unit: kN, range: [0, 80] }
              - { members: Stroke, unit: mm, range: [0, 40] }
              - { members: SpeedPct, unit: '%', range: [0, 100] }
          # A load is recognised where the active block takes over all values of a recipe.
          - { db: 21, name: Active, kind: setpoint, layout: { file: layouts/PressRecipes.awl } }
          - { db: 30, name: Crown26, kind: recipe, layout: { file: layouts/PressRecipes.awl } }
          - { db: 31, name: Crown29, kind: recipe, layout: { file: layouts/PressRecipes.awl } }
      # Names are not in a controller: a symbol table or source in a watched folder of the asset gives them.
      names:
        type: files
        folder: ${JSON.stringify(pressExports)}

  # A folder into which an engineering tool exports its project.
  - id: line-3
    name: Line 3
    area: ${demoArea}
    phase: simulated
    sources:
      files:
        type: files
        folder: ${JSON.stringify(exports)}
        kinds:
          - { path: '*.csv', kind: recipe }
          - { path: '*.ini', kind: config }
        otherwise: logic

${fillerYaml(site)}`;
}

function fillerYaml({ ports, fillerCertificate, fillerExports }: DemoSite): string {
  return `  # An S7-1500: nobody can read its program, but the program keeps a checksum of itself. Each download moves it,
  # and asks for the export, which its engineers do not always make.
  - id: filler-3
    name: Filler 3
    area: ${demoArea}
    phase: simulated
    sources:
      web:
        type: webapi
        host: 127.0.0.1
        port: ${ports.filler}       # a real CPU's web server listens on 443, the default
        serverCertificate: ${fillerCertificate}
        user: { name: ${webWatcher.name}, password: { file: secrets/filler-password } }
        logic: { checksumTag: '${checksumTag}' }
        values:
          - name: Filling
            kind: setpoint
            members:
              LevelSP: { variable: '"Filling".LevelSP', unit: ml, range: [0, 1000] }
              BottlesAnHour: '"Filling".BottlesAnHour'
      exports:
        type: files
        folder: ${JSON.stringify(fillerExports)}
        # An export that carries the checksum the CPU had is proven to be what runs there.
        checksumIn:
          - { path: '*.scl', text: 'Checksum: $checksum' }
`;
}
