import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyRoot,
  leafHash,
  noteSigner,
  noteVerifier,
  openCheckpoint,
  openNote,
  parseVerifierKey,
  readCheckpoint,
  signCheckpoint,
  signNote,
  verifierKey,
} from './index.ts';

const origin = 'plant-7.example/log/1';
const signerOf = (name: string, key: KeyObject = generateKeyPairSync('ed25519').privateKey) =>
  noteSigner(name, key.export({ type: 'pkcs8', format: 'pem' }).toString());
const signer = signerOf(origin);
const verifier = noteVerifier(signer.name, signer.key);
const root = leafHash(Buffer.from('x'));
const note = signCheckpoint({ origin, size: 42, root }, signer);

describe('a signed note', () => {
  test('made by another implementation is accepted: the example of Go’s sumdb/note', () => {
    const key = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const signed = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;
    if (key === null) throw new Error('the key is refused');
    expect(verifierKey(key)).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect(openNote(signed, [key])).toMatchObject({ state: 'verified', text });
    expect(openNote(signed.replace('answer', 'Answer'), [key])).toEqual({
      state: 'refused',
      why: 'bad-signature',
    });
  });

  test('may hold empty lines; the last one parts text and signatures', () => {
    const signed = signNote('a\n\nb\n', signer);
    expect(openNote(signed, [verifier])).toMatchObject({ state: 'verified', text: 'a\n\nb\n' });
  });

  test('passes over unknown signatures and refuses a known one that does not hold', () => {
    const other = signerOf('witness.example/w1');
    const both = note + signNote('x\n', other).split('\n\n')[1];
    expect(openNote(both, [verifier]).state).toBe('verified');
    expect(openNote(both, [verifier, noteVerifier(other.name, other.key)])).toEqual({
      state: 'refused',
      why: 'bad-signature',
    });
    expect(openNote(note, [noteVerifier(other.name, other.key)])).toEqual({
      state: 'refused',
      why: 'unknown-signer',
    });
    expect(openNote(note, [])).toEqual({ state: 'refused', why: 'unknown-signer' });
  });

  test('has a key id that binds name and key', () => {
    const text = verifierKey(verifier);
    expect(parseVerifierKey(text)).toMatchObject({ name: origin, keyId: verifier.keyId });
    expect(parseVerifierKey(text.replace('plant-7', 'plant-8'))).toBeNull();
    for (const odd of [
      '',
      '+',
      'a+b+c',
      text.slice(0, -1),
      `${text}\n`,
      text.replace('+', ' +'),
      'x'.repeat(1e6),
    ]) {
      expect(parseVerifierKey(odd)).toBeNull();
    }
  });

  test('is not made with an unfit name, key or text', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    expect(() => signerOf('two words')).toThrow(TypeError);
    expect(() => signerOf('a+b')).toThrow(TypeError);
    expect(() => signerOf('a', rsa)).toThrow(TypeError);
    for (const text of ['', 'no newline', 'tab\t\n', '\ud800\n'])
      expect(() => signNote(text, signer)).toThrow(TypeError);
  });
});

describe('a checkpoint', () => {
  test('is origin, size and root, an empty line, and a signature over the first three lines', () => {
    const [first, second, third, empty, signature = '', end] = note.split('\n');
    expect([first, second, third, empty, end]).toEqual([origin, '42', root.toString('base64'), '', '']);
    const [dash, name, encoded = ''] = signature.split(' ');
    expect([dash, name]).toEqual(['\u2014', origin]);
    const bytes = Buffer.from(encoded, 'base64');
    expect(bytes.subarray(0, 4).toString('hex')).toBe(verifier.keyId);
    expect(
      verify(null, Buffer.from(`${first}\n${second}\n${third}\n`), verifier.key, bytes.subarray(4)),
    ).toBe(true);
  });

  test('reads back what was signed, with extension lines passed over', () => {
    expect(openCheckpoint(note, [verifier])).toEqual({
      state: 'verified',
      checkpoint: { origin, size: 42, root },
    });
    expect(readCheckpoint(note)).toEqual({ origin, size: 42, root });
    const extended = signNote(`${origin}\n0\n${Buffer.from(emptyRoot).toString('base64')}\nmore\n`, signer);
    expect(openCheckpoint(extended, [verifier])).toMatchObject({
      state: 'verified',
      checkpoint: { size: 0 },
    });
  });

  test('is refused when it is signed but no checkpoint', () => {
    const base64 = root.toString('base64');
    for (const text of [
      `${origin}\n1\n`,
      `\n1\n${base64}\n`,
      `${origin}\n01\n${base64}\n`,
      `${origin}\n-1\n${base64}\n`,
      `${origin}\n9007199254740993\n${base64}\n`,
      `${origin}\n1\n${base64.slice(4)}\n`,
      `${origin}\n1\n${base64}\n\nx\n`,
      `${origin}\n1\n${base64.replace('=', '')}\n`,
    ]) {
      expect(openCheckpoint(signNote(text, signer), [verifier])).toEqual({
        state: 'refused',
        why: 'malformed',
      });
    }
    expect(() => signCheckpoint({ origin: '', size: 1, root }, signer)).toThrow(TypeError);
    expect(() => signCheckpoint({ origin: 'a\nb', size: 1, root }, signer)).toThrow(TypeError);
    expect(() => signCheckpoint({ origin, size: 1.5, root }, signer)).toThrow(TypeError);
  });

  test('with any one byte changed is refused', () => {
    const bytes = Buffer.from(note);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ by, at);
        const opened = openCheckpoint(changed.toString('utf8'), [verifier]);
        expect(opened.state).toBe('refused');
      }),
      { numRuns: 1000 },
    );
  });

  test('takes any text without throwing', () => {
    const piece = fc.constantFrom(
      '\n',
      '\n\n',
      '— ',
      origin,
      '42',
      ' ',
      root.toString('base64'),
      'é',
      '\ud800',
      '=',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map(list => list.join('')),
        ),
        text => {
          expect(openCheckpoint(text, [verifier]).state).toBe('refused');
        },
      ),
    );
    for (const huge of ['\n'.repeat(5_000_000), `${note}${'— a AAAAAAA=\n'.repeat(100_000)}`]) {
      expect(openCheckpoint(huge, [verifier])).toEqual({ state: 'refused', why: 'malformed' });
      expect(readCheckpoint(huge)).toBeNull();
    }
  });
});
