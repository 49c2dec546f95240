import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { streamId } from '@witnessmark/shared/items';
import { canonicalJson } from '@witnessmark/shared/log';
import type { AgentClock } from '../clock/index.ts';
import { type AssetConfig, type LoadedConfig, policyOf, type SourceConfig } from '../config/index.ts';
import { FilesSource } from '../sources/files/index.ts';
import type { Source, SourceContext, SourceLog } from '../sources/index.ts';
import { OpcuaSource, type OpcuaSourceConfig, weakenedReason } from '../sources/opcua/index.ts';
import { S7Source } from '../sources/s7/index.ts';
import { WebApiSource } from '../sources/webapi/index.ts';
import type { DeclaredStream } from '../uplink/index.ts';
import type { Fleet, StreamPlan } from '../watch/index.ts';

export interface StreamParts {
  readonly clock: AgentClock;
  readonly log: SourceLog;
}

/**
 * What the configuration wants watched. Throws what a source's own checks throw (`opcua.rule-invalid`), so
 * that a configuration either holds as a whole or is refused as a whole.
 */
export function planStreams(loaded: LoadedConfig, parts: StreamParts): StreamPlan[] {
  return streamsOf(loaded).map(({ stream, asset, name, source, watch }) => {
    const context: SourceContext = {
      asset: asset.id,
      source: name,
      now: parts.clock.now,
      log: parts.log,
      dataDir: join(loaded.dataDir, 'sources', asset.id, name),
    };
    const createSource = () => makeSource(source, context, loaded.baseDir);
    createSource();
    return {
      stream,
      asset: asset.id,
      // Hashed: it holds the source's secrets, and a key gets logged sooner or later.
      sourceKey: createHash('sha256')
        .update(canonicalJson([loaded.baseDir, loaded.dataDir, source]))
        .digest('hex'),
      createSource,
      policy: policyOf(source.type, [loaded.config.watch, asset.watch, watch], {
        expectedOff: asset.expectedOff,
        timeZone: asset.timeZone ?? loaded.config.timeZone,
        requestsPerSecond: source.type === 'files' ? 0 : source.requestsPerSecond,
      }),
      phase: asset.phase,
      weakened: weakened(source),
    };
  });
}

/** The streams as the server is told of them. */
export function declareStreams(loaded: LoadedConfig, fleet: Fleet): DeclaredStream[] {
  return streamsOf(loaded).map(({ stream, asset, source }) => {
    const unseen = { sees: false, reason: 'not connected yet' };
    const sight = fleet.watcher(stream)?.sight;
    return {
      stream,
      asset: {
        id: asset.id,
        name: asset.name,
        site: asset.site ?? loaded.config.site,
        area: asset.area,
        timeZone: asset.timeZone ?? loaded.config.timeZone,
        phase: asset.phase,
      },
      source: source.type,
      address: addressOf(source).slice(0, 300),
      kinds: {
        logic: sight?.logic ?? unseen,
        setpoint: sight?.setpoint ?? unseen,
        recipe: sight?.recipe ?? unseen,
        config: sight?.config ?? unseen,
      },
      weakened: weakened(source),
    };
  });
}

interface ConfiguredStream {
  readonly stream: string;
  readonly asset: AssetConfig;
  readonly name: string;
  readonly source: SourceConfig['source'];
  readonly watch: SourceConfig['watch'];
}

function streamsOf({ config }: LoadedConfig): ConfiguredStream[] {
  return config.assets.flatMap(asset =>
    Object.entries(asset.sources).map(([name, { source, watch }]) => ({
      stream: streamId(asset.id, name),
      asset,
      name,
      source,
      watch,
    })),
  );
}

function makeSource(source: SourceConfig['source'], context: SourceContext, baseDir: string): Source {
  switch (source.type) {
    case 's7':
      return new S7Source(source, context, baseDir);
    case 'opcua':
      return new OpcuaSource({ ...source, user: absoluteUser(source.user, baseDir) }, context);
    case 'files':
      return new FilesSource(source, context, resolve(baseDir, source.folder));
    case 'webapi':
      return new WebApiSource(
        source.ca === undefined ? source : { ...source, ca: resolve(baseDir, source.ca) },
        context,
      );
  }
}

function absoluteUser(user: OpcuaSourceConfig['user'], baseDir: string): OpcuaSourceConfig['user'] {
  if (typeof user === 'string' || 'name' in user) return user;
  return { certificate: resolve(baseDir, user.certificate), privateKey: resolve(baseDir, user.privateKey) };
}

function addressOf(source: SourceConfig['source']): string {
  switch (source.type) {
    case 's7':
      return `${source.host}:${source.port} rack ${source.rack} slot ${source.slot}`;
    case 'opcua':
      return source.endpoint;
    case 'files':
      return source.folder;
    case 'webapi':
      return `https://${source.host}:${source.port}`;
  }
}

function weakened(source: SourceConfig['source']): string | null {
  return source.type === 'opcua' ? weakenedReason(source) : null;
}
