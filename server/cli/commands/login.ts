import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { meSchema, tokenCreatedSchema } from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { ask } from '../ask.ts';
import { ApiClient, problemCode, refusal } from '../client.ts';
import { CommandEnd, exit } from '../exit.ts';
import { printable } from '../paint.ts';
import { removeProfile, writeProfile } from '../profile.ts';

const tokenDays = 30;
const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Commands that let this terminal in and out. */
export function addLoginCommands(program: Command): void {
  program
    .command('login <url>')
    .description('sign in to a server and keep an API token for the next commands')
    .option('--user <name>', 'user name; asked for where absent')
    .option('--password-file <file>', 'file with the password; asked for where absent')
    .option('--code <code>', 'code of the second factor; asked for where the account has one')
    .option('--ca <file>', "PEM file of the authority behind the server's certificate")
    .action(login);

  program
    .command('logout')
    .description('forget the token on this machine')
    .action(async () => {
      await removeProfile(process.env);
      process.stdout.write('The token is forgotten here. End it on the server too, on the account page.\n');
    });
}

async function login(
  url: string,
  options: { user?: string; passwordFile?: string; code?: string; ca?: string },
): Promise<void> {
  if (!URL.canParse(url))
    throw new CommandEnd(exit.usage, `"${url}" is no address. Write https://host or http://127.0.0.1:port`);
  const { protocol, hostname: host } = new URL(url);
  if (protocol === 'http:' && !loopback.test(host))
    throw new CommandEnd(
      exit.usage,
      `${url}: a password goes over TLS, or to this machine itself. Write https://${host}`,
    );
  const ca = options.ca === undefined ? {} : { ca: await readFile(options.ca, 'utf8') };
  const user = options.user ?? (await ask('User name: ', false));
  const password =
    options.passwordFile === undefined
      ? await ask('Password: ', true)
      : (await readFile(options.passwordFile, 'utf8')).replace(/\r?\n$/, '');

  const browser = new ApiClient({ url, ...ca });
  try {
    const signIn = async (code: string | undefined) => {
      const answer = await browser.raw('/api/v1/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user, password, ...(code === undefined ? {} : { code }) }),
      });
      return { answer, body: await answer.text() };
    };
    let { answer, body } = await signIn(options.code);
    if (answer.status === 401 && problemCode(body) === 'identity.code-needed')
      ({ answer, body } = await signIn(await ask('Code of the second factor: ', false)));
    if (!answer.ok) throw refusal(answer.status, body);
    const cookie = answer.headers
      .getSetCookie()
      .map(line => line.split(';')[0])
      .join('; ');
    const me = meSchema.parse(JSON.parse(body));
    const name = `command line on ${hostname()}`.slice(0, 100);
    const headers = { cookie, 'x-csrf-token': me.csrf };
    const scopes = me.roles.includes('admin')
      ? ['read', 'git', 'operate', 'admin', 'step-up']
      : ['read', 'git', 'operate', 'step-up'];
    const { secret } = await browser.post(
      '/api/v1/tokens',
      { name, scopes, days: tokenDays },
      tokenCreatedSchema,
      headers,
    );
    await browser.raw('/api/v1/sign-out', { method: 'POST', headers });
    const file = await writeProfile({ url, token: secret, ...ca }, process.env);
    process.stdout.write(
      `Logged in to ${printable(me.site.name)} as ${printable(me.name)}. The token stands for ${tokenDays} days and rests in ${file}.\n`,
    );
  } finally {
    await browser.close();
  }
}
