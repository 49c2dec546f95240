import { createHash, type X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { WitnessError } from '@witnessmark/shared/errors';
import { Agent, buildConnector } from 'undici';

const serverAuth = '1.3.6.1.5.5.7.3.1';

/** What the far end has to prove before a byte is sent to it. */
export type Pin =
  /** The server's own key (SHA-256 of its SPKI): holds whatever this machine's clock says. */
  | { readonly key: string }
  /** For joining, when only this is known: a server certificate of exactly the CA with this SHA-256. */
  | { readonly ca: string };

export interface LinkOptions {
  readonly pin: Pin;
  readonly client?: { readonly key: string; readonly certificate: string };
  readonly connections: number;
}

const connectMs = 10_000;
const answerMs = 60_000;
/** Longer than the time between two beats: a handshake for each would be most of the work. */
const keptMs = 60_000;

/**
 * Connections to the site's server. Node's own verification is off because it ties trust to dates and to
 * public CAs; in its place the pin is checked on every new connection, before it is used. Dates are left
 * aside on purpose: a wrong local clock must lock nobody out, and the pinned key outlives certificates.
 */
export function openLink({ pin, client, connections }: LinkOptions): Agent {
  const connect = buildConnector({
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    allowH2: false,
    // A resumed session would not show the server's certificate chain.
    maxCachedSessions: 0,
    timeout: connectMs,
    ...(client ? { key: client.key, cert: client.certificate } : {}),
  });
  return new Agent({
    connections,
    pipelining: 1,
    keepAliveTimeout: keptMs,
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    connect(options, callback) {
      connect(options, (...outcome) => {
        const [error, socket] = outcome;
        if (error !== null) {
          callback(error, null);
          return;
        }
        if (socket instanceof TLSSocket && holdsPin(socket, pin)) {
          callback(null, socket);
          return;
        }
        socket.destroy();
        callback(new WitnessError('wire.wrong-server', options.hostname), null);
      });
    },
  });
}

function holdsPin(socket: TLSSocket, pin: Pin): boolean {
  const leaf = socket.getPeerX509Certificate();
  if (leaf === undefined) return false;
  if ('key' in pin) return sha256(leaf.publicKey.export({ format: 'der', type: 'spki' })) === pin.key;
  const ca = leaf.issuerCertificate;
  return ca !== undefined && sha256(ca.raw) === pin.ca && isServerOf(leaf, ca);
}

function isServerOf(leaf: X509Certificate, ca: X509Certificate): boolean {
  return (
    ca.ca &&
    !leaf.ca &&
    leaf.checkIssued(ca) &&
    leaf.verify(ca.publicKey) &&
    (leaf.keyUsage ?? []).includes(serverAuth)
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
