import type { SyslogSender } from '../../config/index.ts';

/** Where a message came from, as the connection proves it. */
export interface Peer {
  /** IP address; whoever sends UDP can write any. */
  readonly address: string;
  /** SHA-256 fingerprint (lower-case hex) of the client certificate, valid now; null without one. */
  readonly certificate: string | null;
  /** The connection it came by; null for a datagram. */
  readonly connection: number | null;
}

/** Whom a message is taken from. */
export interface Sender extends SyslogSender {
  /** True only where the connection proved it by its certificate. */
  readonly authenticated: boolean;
}

/** Knows senders by configuration, and controllers by their own address. */
export class Senders {
  readonly #byAddress = new Map<string, SyslogSender>();
  readonly #byCertificate = new Map<string, SyslogSender>();
  #assets: ReadonlyMap<string, string> = new Map();

  constructor(configured: readonly SyslogSender[]) {
    for (const sender of configured) {
      for (const address of sender.addresses) this.#byAddress.set(plainAddress(address), sender);
      if (sender.certificate !== undefined) this.#byCertificate.set(sender.certificate, sender);
    }
  }

  /** Assets by the addresses at which they are read; replaces what was known. */
  setAssets(assets: ReadonlyMap<string, string>): void {
    this.#assets = assets;
  }

  of(peer: Peer): Sender | null {
    const proven = peer.certificate === null ? undefined : this.#byCertificate.get(peer.certificate);
    if (proven) return { ...proven, authenticated: true };
    const address = plainAddress(peer.address);
    const configured = this.#byAddress.get(address);
    if (configured) return { ...configured, authenticated: false };
    const asset = this.#assets.get(address);
    if (asset === undefined) return null;
    return {
      name: `${asset}/syslog`,
      kind: 'syslog',
      addresses: [address],
      hosts: {},
      asset,
      authenticated: false,
    };
  }
}

/** An address as it is compared: IPv4 written into IPv6 is IPv4, a zone at its end is left out. */
function plainAddress(address: string): string {
  return address
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '');
}
