import type { Plugin } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

/** The part of an ESTree node this file looks at. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Requests the watcher's build can encode: what its guard lets through, their parts, and the channel's own two. */
const encodable = new Set([
  'OpenSecureChannelRequest',
  'CloseSecureChannelRequest',
  'GetEndpointsRequest',
  'FindServersRequest',
  'CreateSessionRequest',
  'ActivateSessionRequest',
  'CloseSessionRequest',
  'ReadRequest',
  'BrowseRequest',
  'BrowseNextRequest',
  'TranslateBrowsePathsToNodeIdsRequest',
  'HistoryReadRequest',
  'CreateSubscriptionRequest',
  'ModifySubscriptionRequest',
  'SetPublishingModeRequest',
  'DeleteSubscriptionsRequest',
  'TransferSubscriptionsRequest',
  'CreateMonitoredItemsRequest',
  'MonitoredItemCreateRequest',
  'ModifyMonitoredItemsRequest',
  'MonitoredItemModifyRequest',
  'SetMonitoringModeRequest',
  'DeleteMonitoredItemsRequest',
  'PublishRequest',
  'RepublishRequest',
  'CallRequest',
  'CallMethodRequest',
]);

/** What of nodes7 parses an address. The rest connects, reads and writes, and is left out. */
const addressParser = new Set([
  'util',
  'effectiveDebugLevel',
  'silentMode',
  'NodeS7',
  'stringToS7Addr',
  'S7Item',
  'doNothing',
  'outputLog',
]);
const addressMethods = new Set(['addItemsNow']);
const frames = new Set([
  'connectReq',
  'negotiatePDU',
  'readReqHeader',
  'readReq',
  'writeReqHeader',
  'writeReq',
]);

/**
 * Takes every encoder that could change a controller out of the watcher's bundle: the guards at socket and
 * secure channel stay, and behind them there is nothing left to let out. Throws where a library no longer
 * looks as expected, so that a new version cannot bring an encoder back unseen.
 */
export function withoutWriteEncoders(): Plugin {
  const done = new Set<string>();
  return {
    name: 'without-write-encoders',
    transform: {
      filter: { id: [/[\\/]nodes7[\\/]nodeS7\.js$/, /[\\/]_generated_opcua_types\.js$/] },
      handler(code, id) {
        const opcua = id.endsWith('_generated_opcua_types.js');
        done.add(opcua ? 'node-opcua-types' : 'nodes7');
        return { code: opcua ? withoutRequests(code) : addressesOnly(code), map: null };
      },
    },
    buildEnd(error) {
      if (error || done.size === 2) return;
      throw new Error(`write encoders were taken out of ${[...done].join(', ') || 'nothing'} alone`);
    },
  };
}

/** nodes7 with nothing but its address parser. */
function addressesOnly(code: string): string {
  const kept: Node[] = [];
  const found = new Set<string>();
  for (const statement of parseAst(code, { lang: 'js', sourceType: 'script' }).body) {
    const name = declaredName(statement);
    if (name === null) {
      throw new Error(`nodes7: a statement of a kind that was not expected: ${statement.type}`);
    }
    if (!addressParser.has(name) && !addressMethods.has(name) && name !== 'module.exports') continue;
    kept.push(statement);
    found.add(name);
  }
  const missing = [...addressParser, ...addressMethods, 'module.exports'].filter(name => !found.has(name));
  if (missing.length > 0) throw new Error(`nodes7 no longer has ${missing.join(', ')}`);
  const lines = kept
    .map(({ start, end }) => code.slice(start, end))
    .join('\n')
    .split('\n');
  const template = /^\s*self\.(\w+) = Buffer\./;
  return lines.filter(line => !frames.has(template.exec(line)?.[1] ?? '')).join('\n');
}

function declaredName(statement: ReturnType<typeof parseAst>['body'][number]): string | null {
  if (statement.type === 'FunctionDeclaration') return statement.id?.name ?? null;
  if (statement.type === 'VariableDeclaration') {
    const [first, ...more] = statement.declarations;
    return more.length === 0 && first?.id.type === 'Identifier' ? first.id.name : null;
  }
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression')
    return null;
  const { left } = statement.expression;
  if (left.type !== 'MemberExpression' || left.property.type !== 'Identifier') return null;
  return left.object.type === 'Identifier' ? `${left.object.name}.${left.property.name}` : left.property.name;
}

/** The OPC UA types, with the encoders of all requests but reading ones replaced by an error. */
function withoutRequests(code: string): string {
  const cuts: { at: Node; instead: string }[] = [];
  const kept = new Set<string>();
  for (const statement of parseAst(code, { lang: 'js' }).body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'ClassDeclaration')
      continue;
    const { id, body } = statement.declaration;
    const name = id?.name ?? '';
    if (!name.endsWith('Request')) continue;
    const encoder = body.body.find(
      member =>
        member.type === 'MethodDefinition' &&
        member.key.type === 'Identifier' &&
        member.key.name === 'encode',
    );
    if (encoder === undefined) throw new Error(`node-opcua-types: ${name} has no encoder of its own`);
    if (encodable.has(name)) kept.add(name);
    else
      cuts.push({
        at: encoder,
        instead: `encode() { throw new Error('the watcher cannot encode ${name}'); }`,
      });
  }
  const missing = [...encodable].filter(name => !kept.has(name));
  if (missing.length > 0) throw new Error(`node-opcua-types no longer has ${missing.join(', ')}`);
  if (!cuts.some(({ instead }) => instead.includes(' WriteRequest'))) {
    throw new Error('node-opcua-types no longer has WriteRequest');
  }
  let out = '';
  let from = 0;
  for (const { at, instead } of cuts.sort((a, b) => a.at.start - b.at.start)) {
    out += code.slice(from, at.start) + instead;
    from = at.end;
  }
  return out + code.slice(from);
}
