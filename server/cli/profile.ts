import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CommandEnd, exit } from './exit.ts';

const profileSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  token: z.string().regex(/^wm_[\w-]{20,100}$/),
  /** PEM of an authority to trust beside the system's. */
  ca: z.string().optional(),
});
export type Profile = z.infer<typeof profileSchema>;

type Environment = Readonly<Record<string, string | undefined>>;

function profileFile(env: Environment): string {
  const base =
    env['XDG_CONFIG_HOME'] ??
    (process.platform === 'win32' ? env['APPDATA'] : undefined) ??
    join(homedir(), '.config');
  return join(base, 'witnessmark', 'login.json');
}

/** The server and token to use: from WITNESSMARK_URL and WITNESSMARK_TOKEN, else from the last `login`. */
export async function readProfile(env: Environment): Promise<Profile> {
  const { WITNESSMARK_URL: url, WITNESSMARK_TOKEN: token, WITNESSMARK_CA: caFile } = env;
  const found =
    url && token
      ? { url, token, ...(caFile ? { ca: await readFile(caFile, 'utf8') } : {}) }
      : await storedProfile(env);
  const profile = profileSchema.safeParse(found);
  if (!profile.success) throw new CommandEnd(exit.usage, 'Nobody is logged in. Run: witnessmark login URL');
  return profile.data;
}

async function storedProfile(env: Environment): Promise<unknown> {
  try {
    return JSON.parse(await readFile(profileFile(env), 'utf8'));
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    )
      return null;
    throw error;
  }
}

/** Keeps server and token for the next command, readable by this account alone. */
export async function writeProfile(profile: Profile, env: Environment): Promise<string> {
  const file = profileFile(env);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  await writeFile(fresh, `${JSON.stringify(profile)}\n`, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, file);
  return file;
}

export async function removeProfile(env: Environment): Promise<void> {
  await rm(profileFile(env), { force: true });
}
