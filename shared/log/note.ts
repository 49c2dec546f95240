import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Ed25519 in a signed note: the signature type's identifier byte. */
const ed25519 = 1;
const noteBytes = 64 * 1024;
const noteSignatures = 64;

/** Who can sign a note: the private half of a named Ed25519 key. */
export interface NoteSigner {
  readonly name: string;
  readonly key: KeyObject;
}

/** Whose signature on a note is believed: the public half of a named Ed25519 key. */
export interface NoteVerifier {
  readonly name: string;
  /** First four bytes (hex) of SHA-256 over name, 0x0A, 0x01 and the 32 bytes of the public key. */
  readonly keyId: string;
  readonly key: KeyObject;
}

/** A signer from a private Ed25519 key in PEM (PKCS #8). Throws a TypeError for another key or an unfit name. */
export function noteSigner(name: string, pem: string): NoteSigner {
  const key = createPrivateKey(pem);
  assertKey(name, key);
  return { name, key };
}

/** The verifier of a signer's notes. */
export function noteVerifier(name: string, key: KeyObject): NoteVerifier {
  assertKey(name, key);
  return {
    name,
    keyId: keyIdOf(name, rawPublicKey(key)),
    key: key.type === 'public' ? key : createPublicKey(key),
  };
}

/** `name+keyid+base64(0x01 || public key)`: how a verifier is handed on, as C2SP and Go's sumdb write it. */
export function verifierKey({ name, keyId, key }: NoteVerifier): string {
  return `${name}+${keyId}+${Buffer.concat([Uint8Array.of(ed25519), rawPublicKey(key)]).toString('base64')}`;
}

/** The inverse of `verifierKey`; null for what is no Ed25519 verifier key or has another key's id. */
export function parseVerifierKey(text: string): NoteVerifier | null {
  const match = text.length > 1000 ? null : /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text);
  const [, name = '', keyId = '', encoded = ''] = match ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (!isKeyName(name) || bytes[0] !== ed25519 || bytes.length !== 33) return null;
  const raw = bytes.subarray(1);
  if (keyIdOf(name, raw) !== keyId) return null;
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
  });
  return { name, keyId, key };
}

/**
 * Signs a note (C2SP signed-note): the text, a blank line and one signature line. Throws a TypeError for
 * a text that is no note's: not ending in a newline, or with control characters.
 */
export function signNote(text: string, signer: NoteSigner): string {
  if (!isNoteText(text)) throw new TypeError('a note ends in a newline and holds no control characters');
  const { keyId } = noteVerifier(signer.name, signer.key);
  const signature = Buffer.concat([Buffer.from(keyId, 'hex'), sign(null, Buffer.from(text), signer.key)]);
  return `${text}\n— ${signer.name} ${signature.toString('base64')}\n`;
}

export type OpenedNote =
  | { readonly state: 'verified'; readonly text: string; readonly by: readonly NoteVerifier[] }
  | { readonly state: 'refused'; readonly why: 'malformed' | 'unknown-signer' | 'bad-signature' };

const signatureLine = /^— ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/;

/**
 * The text of a note that at least one known key signed. Signatures of unknown keys are passed over; one
 * of a known key that does not hold refuses the whole note. Any text is taken; never throws.
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): OpenedNote {
  const split = note.length > noteBytes ? -1 : note.lastIndexOf('\n\n');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2).split('\n');
  if (split < 0 || !isNoteText(text) || lines.pop() !== '' || lines.length > noteSignatures) {
    return { state: 'refused', why: 'malformed' };
  }
  const by: NoteVerifier[] = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = signatureLine.exec(line) ?? [];
    const bytes = Buffer.from(encoded, 'base64');
    if (!isKeyName(name) || bytes.length < 5 || bytes.toString('base64') !== encoded)
      return { state: 'refused', why: 'malformed' };
    const keyId = bytes.subarray(0, 4).toString('hex');
    const known = verifiers.find(verifier => verifier.name === name && verifier.keyId === keyId);
    if (known === undefined) continue;
    if (!verify(null, Buffer.from(text), known.key, bytes.subarray(4))) {
      return { state: 'refused', why: 'bad-signature' };
    }
    by.push(known);
  }
  return by.length === 0 ? { state: 'refused', why: 'unknown-signer' } : { state: 'verified', text, by };
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && !hasControls(text.replaceAll('\n', ''));
}

/** Names hold no Unicode space and no plus sign, which part the fields of a verifier key. */
function isKeyName(name: string): boolean {
  return name.length <= 500 && /^[^\s\u0085+]+$/.test(name) && name.isWellFormed() && !hasControls(name);
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x20) return true;
  return false;
}

function assertKey(name: string, key: KeyObject): void {
  if (!isKeyName(name))
    throw new TypeError(`a key's name holds no space and no plus sign: ${JSON.stringify(name)}`);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('a note is signed with an Ed25519 key');
}

function keyIdOf(name: string, raw: Uint8Array): string {
  const hash = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ed25519)).update(raw);
  return hash.digest('hex').slice(0, 8);
}

function rawPublicKey(key: KeyObject): Buffer {
  const jwk = (key.type === 'public' ? key : createPublicKey(key)).export({ format: 'jwk' });
  return Buffer.from(String(jwk['x']), 'base64url');
}
