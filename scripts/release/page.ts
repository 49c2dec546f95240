import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is used of Vite, which only the page's own package depends on. */
interface Vite {
  readonly build: (options: object) => Promise<unknown>;
}
type Parts = Readonly<Record<string, { readonly modules?: object }>>;

/** Builds the page into a folder with the page's own Vite, and gives the paths of the modules in it. */
export async function buildPage(root: string, outDir: string): Promise<string[]> {
  const web = join(root, 'server/web');
  const vite = createRequire(join(web, 'package.json')).resolve('vite');
  const { build } = (await import(pathToFileURL(vite).href)) as Vite;
  const modules = new Set<string>();
  await build({
    root: web,
    configFile: join(web, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
    plugins: [
      {
        name: 'modules-shipped',
        generateBundle(_options: unknown, parts: Parts) {
          for (const part of Object.values(parts)) {
            for (const id of Object.keys(part.modules ?? {})) modules.add(id);
          }
        },
      },
    ],
  });
  return [...modules];
}
