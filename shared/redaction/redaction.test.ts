import { createHmac } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSecrets, redact } from './index.ts';

const digest = (secret: string) => createHmac('sha256', 'key').update(secret).digest('hex').slice(0, 16);
const secretsIn = (text: string) => findSecrets(text).map(({ start, end }) => text.slice(start, end));
const begin = (label: string) => `-----BEGIN ${label}-----`;
const end = (label: string) => `-----END ${label}-----`;

describe('a secret is found', () => {
  test.each([
    ['in Structured Text', "sPassword := 'geheim';"],
    ['in a declaration', "Password : STRING[20] := 'geheim';"],
    ['in a spaced declaration', "  UserPassword : WSTRING (254 ) := 'geheim' ;"],
    ['in a comparison', "IF PassWord <> 'geheim' THEN"],
    ['in value text', 'Hmi.Users[2].Password = "geheim"  # String'],
    ['under a quoted name of value text', '"Hmi Password" = "geheim"  # String'],
    ['in an XML attribute', '<Login user="op" password = "geheim"/>'],
    ['in an XML element', '<ns:Password type="plain">geheim</ns:Password>'],
    ['beside a name in XML', '<add key="Db.Password" value="geheim"/>'],
    ['within a named XML element', '<Property Name="Kennwort">geheim</Property>'],
    [
      'as a start value of TIA',
      '<Member Name="Password" Datatype="String">\n  <StartValue Informative="false">geheim</StartValue>',
    ],
    [
      'as an initial value of PLCopen',
      '<variable name="Password"><type><string length="20"/></type><initialValue><simpleValue value="geheim"/></initialValue></variable>',
    ],
    ['in JSON', '{"user": "op", "passwordHash": "geheim"}'],
    ['in an ini file', '[db]\r\nuser=sa\r\ndb_passwd=geheim\r\n'],
    ['in an ini file with a comment', 'password = geheim ; for the historian\n'],
    ['in YAML', 'db:\n  api-key: geheim # old\n'],
    ['in a connection string', '"Server=db;User Id=sa;Pwd=geheim;Timeout=5"'],
    ['in an address', 'opc.tcp://operator:geheim@10.0.0.7:4840'],
    ['in a query', 'https://mes/api?user=a&access_token=geheim&x=1'],
    ['in a header', 'Authorization: Bearer geheimgeheim'],
    ['in other languages', 'Пароль = geheim\n'],
    ['with a number behind its name', "Passwort_2 := 'geheim'"],
  ])('%s', (_where, text) => {
    expect(secretsIn(text).map(secret => secret.replace('geheimgeheim', 'geheim'))).toEqual(['geheim']);
  });

  test.each([
    'PRIVATE KEY',
    'RSA PRIVATE KEY',
    'ENCRYPTED PRIVATE KEY',
    'OPENSSH PRIVATE KEY',
    'PGP PRIVATE KEY BLOCK',
  ])('between the lines of a %s', label => {
    const text = `before\n${begin(label)}\nMIIB\nAAAA==\n${end(label)}\nafter`;
    expect(secretsIn(text)).toEqual(['MIIB\nAAAA==']);
    expect(redact(text, digest).text).toBe(
      `before\n${begin(label)}\n<withheld hmac:${digest('MIIB\nAAAA==')}>\n${end(label)}\nafter`,
    );
  });

  test('in a key that is cut off, or stands on one line', () => {
    expect(secretsIn(`${begin('PRIVATE KEY')}\nMIIB`)).toEqual(['MIIB']);
    expect(secretsIn(`{"k": "${begin('PRIVATE KEY')}\\nMIIB\\n${end('PRIVATE KEY')}\\n"}`)).toEqual([
      '\\nMIIB\\n',
    ]);
  });

  test('whole, with the quotes in it', () => {
    expect(secretsIn('{"password": "a\\"b", "x": "y"}')).toEqual(['a\\"b']);
    expect(secretsIn("Password := 'a$'b';")).toEqual(["a$'b"]);
    expect(secretsIn('{"password": 1234}')).toEqual(['1234']);
  });
});

describe('nothing is withheld', () => {
  test.each([
    ['of a declaration', 'Password : STRING[20];'],
    ['of a declared type', '    Password : ST_Password ;'],
    ['of a comparison of variables', 'IF Password = Entered THEN'],
    ['of an assignment of a variable', 'Password := sEntered;'],
    [
      'of a name that only holds the word',
      "PasswordOk := TRUE; PasswordLevel := 3; sPasswordHint := 'none';",
    ],
    ['of an empty value', 'Password := \'\';\nPassword = ""  # String\n'],
    ['of a masked value', 'password=********\n<Password>***</Password>'],
    ['of a switch', 'password: true\npasswd: null\nsecret = off\n'],
    ['of a reference', 'password: $' + '{DB_PASSWORD}\npwd: %PWD%\npassword: !secret db\n'],
    ['of an empty element', '<Password/><Password></Password><Password>\n  <Rule/>\n</Password>'],
    ['of a public key', `${begin('PUBLIC KEY')}\nMIIB\n${end('PUBLIC KEY')}`],
    ['of a certificate', `${begin('CERTIFICATE')}\nMIIB\n${end('CERTIFICATE')}`],
    ['of an address without a password', 'opc.tcp://10.0.0.7:4840/a@b'],
    ['of words that end alike', "Bypass_Code := 'A1'; QPSK := 'x'; desenha := 'y';"],
    ['of prose', '(* The password is asked for at start; see manual. *)'],
  ])('%s', (_what, text) => {
    expect(secretsIn(text)).toEqual([]);
    expect(redact(text, digest)).toEqual({ text, secrets: [] });
  });
});

describe('redaction', () => {
  test('keeps everything around the secret and shows that a secret changed', () => {
    const { text, secrets } = redact('a\nPassword = "one"  # String\nb\n', digest);
    expect(text).toBe(`a\nPassword = "<withheld hmac:${digest('one')}>"  # String\nb\n`);
    expect(secrets).toEqual([{ start: 14, end: 17, sort: 'password' }]);
    expect(redact('Password = "two"', digest).text).not.toBe(redact('Password = "one"', digest).text);
  });

  test('leaves XML well-formed', () => {
    expect(redact('<?xml version="1.0"?>\n<a password="x1">', digest).text).toContain(
      `"&lt;withheld hmac:${digest('x1')}&gt;"`,
    );
  });

  test('changes nothing when it is done again, and spans are in order', () => {
    const piece = fc.constantFrom(
      'password',
      'Pwd',
      '=',
      ':',
      ':=',
      '"',
      "'",
      '<',
      '>',
      '</',
      '/>',
      ' ',
      '\n',
      ';',
      'geheim',
      '1234',
      '{',
      '}',
      ',',
      'name=',
      'value=',
      '<Password>',
      '<StartValue>',
      '\\',
      '$',
      '://u:',
      '@',
      begin('PRIVATE KEY'),
      end('PRIVATE KEY'),
      'authorization: basic ',
      'xml',
      '\u{1f600}',
      '\ud800',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map(pieces => pieces.join('')),
        text => {
          const once = redact(text, digest);
          let at = 0;
          for (const { start, end: to } of once.secrets) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(to).toBeGreaterThan(start);
            at = to;
          }
          expect(at).toBeLessThanOrEqual(text.length);
          expect(redact(once.text, digest).text).toBe(once.text);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['names', 'password '.repeat(200_000)],
    ['open quotes', 'password="'.repeat(200_000)],
    ['mixed quotes', `password="password='`.repeat(100_000)],
    ['open tags', '<password '.repeat(200_000)],
    ['elements', '<password>'.repeat(200_000)],
    ['named elements', '<a name="password">'.repeat(100_000)],
    ['key beginnings', begin('PRIVATE KEY').repeat(60_000)],
    ['scheme letters', 'a'.repeat(2_000_000)],
    ['addresses', 'http://a:'.repeat(200_000)],
    ['blanks', `password${' '.repeat(2_000_000)}= x`],
    ['one long line', `password = ${'a'.repeat(2_000_000)}`],
    ['deep brackets', `${'{"password":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['short words', 'pwd\n'.repeat(400_000)],
  ])(
    'is linear and bounded on endless %s',
    (_what, text) => {
      expect(redact(text, () => '').text.length).toBeGreaterThan(0);
    },
    10_000,
  );
});

const artefacts = join(import.meta.dirname, '../../../shared/data/artefacts');
if (!existsSync(artefacts)) console.warn(`no real exports at ${artefacts}: redaction is not tried on them`);

test.skipIf(!existsSync(artefacts))('real program exports without passwords stay as they are', () => {
  const files = globSync('**/*.*', { cwd: artefacts }).filter(file =>
    /\.(L5X|st|scl|xml|awl|db|json|TcPOU|EXP|var|xef)$/i.test(file),
  );
  expect(files.length).toBeGreaterThan(30);
  const found = files.flatMap(file => {
    const text = readFileSync(join(artefacts, file), 'utf8');
    return secretsIn(text).map(secret => `${file}: ${secret}`);
  });
  expect(found).toEqual([]);
});
