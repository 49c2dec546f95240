import type { TLSSocket } from 'node:tls';
import { WitnessError } from '@witnessmark/shared/errors';
import type { AgentRecord, AgentRegistry } from './ports.ts';
import type { AgentPeer, SiteCa } from './site-ca.ts';

/** An agent that proved on this connection that it has the key of a certificate of this site. */
export interface Speaker {
  readonly peer: AgentPeer;
  readonly record: AgentRecord;
}

export interface PeerCheck {
  /**
   * Who speaks on this socket, judged anew for every request: signed by the site, known, unrevoked, of
   * one of the agent's newest two keys, and in its dates. `renewing` lets an expired one pass within the limit.
   * Throws the `wire.` code that says which of these failed.
   */
  speaker(socket: TLSSocket, renewing: boolean): Promise<Speaker>;
}

export interface PeerCheckOptions {
  readonly ca: SiteCa;
  readonly registry: AgentRegistry;
  readonly now: () => number;
  /** How long after its end a certificate may still be renewed. */
  readonly renewWithinMs: number;
}

/** The current key and the one it replaced: an agent may die between getting a certificate and storing it. */
const honouredKeys = 2;

export function createPeerCheck({ ca, registry, now, renewWithinMs }: PeerCheckOptions): PeerCheck {
  // A socket's certificate is fixed by its handshake; revocation, age and registry are not.
  const recognised = new WeakMap<TLSSocket, AgentPeer | null>();

  function peerOf(socket: TLSSocket): AgentPeer {
    let peer = recognised.get(socket);
    if (peer === undefined) {
      const certificate = socket.getPeerX509Certificate();
      if (certificate === undefined) throw new WitnessError('wire.no-certificate', 'agent listener');
      peer = ca.recognise(certificate.raw);
      recognised.set(socket, peer);
    }
    if (peer === null) throw new WitnessError('wire.certificate-unknown', 'agent listener');
    return peer;
  }

  return {
    async speaker(socket, renewing) {
      const peer = peerOf(socket);
      const record = await registry.agent(peer.agent);
      if (record === null) throw new WitnessError('wire.certificate-unknown', peer.agent);
      if (record.revokedAt !== null) throw new WitnessError('wire.agent-revoked', peer.agent);
      const keys = [...new Set(record.certificates.map(known => known.key))].slice(0, honouredKeys);
      const known = record.certificates.some(({ serial, key }) => serial === peer.serial && key === peer.key);
      if (!known || !keys.includes(peer.key)) {
        throw new WitnessError('wire.certificate-unknown', peer.agent, `serial ${peer.serial}`);
      }
      const expiredMs = now() - peer.notAfter;
      if (expiredMs > renewWithinMs) throw new WitnessError('wire.certificate-too-old', peer.agent);
      if (expiredMs > 0 && !renewing) throw new WitnessError('wire.certificate-expired', peer.agent);
      return { peer, record };
    },
  };
}
