import { factLimits } from '@witnessmark/shared/facts';
import { kindSchema } from '@witnessmark/shared/items';
import { z } from 'zod';

const globSchema = z.string().min(1).max(500);

/** Configuration of one `files` source. */
export const filesSourceSchema = z.strictObject({
  type: z.literal('files'),
  /** The export folder; relative to the configuration file. */
  folder: z.string().min(1).max(1000),
  /**
   * A file that must lie in the folder, relative to it. With one, its content tells the folder from another
   * at the same path; without, the file system does.
   */
  marker: z.string().min(1).max(500).optional(),
  /** True on network shares, where changes made by others raise no event. */
  usePolling: z.boolean().default(false),
  /** The first glob that matches decides. A glob without a slash is compared with the file's name alone. */
  kinds: z
    .array(z.strictObject({ path: globSchema, kind: kindSchema }))
    .max(1000)
    .default([]),
  /** Kind of what no glob names. */
  otherwise: kindSchema.default('logic'),
  /**
   * Which exports carry the checksum of the program they are of, and in what text: `$checksum` stands for it.
   * The first glob that matches decides. An export whose checksum the controller had is proven to be the one.
   */
  checksumIn: z
    .array(
      z.strictObject({
        path: globSchema,
        text: z.string().max(200).refine(holdsOnePlace, 'text with $checksum once, and words before it'),
      }),
    )
    .max(100)
    .default([]),
  /** What editors and systems leave lying about; a list here replaces the whole default. */
  ignore: z
    .array(globSchema)
    .max(1000)
    .default([
      '~$*',
      '.~lock.*#',
      '#*#',
      '.#*',
      '*~',
      '*.swp',
      '*.swo',
      '*.swx',
      '4913',
      '*.tmp',
      '*.temp',
      '*.part',
      '*.partial',
      '*.crdownload',
      '.goutputstream-*',
      '.nfs*',
      '.fuse_hidden*',
      'Thumbs.db',
      'ehthumbs.db',
      'desktop.ini',
      '.DS_Store',
      '._*',
      '.git',
      '.svn',
      'System Volume Information',
      '[$]RECYCLE.BIN',
    ]),
  /** A file counts as whole when size and time of change stood still for this long, in milliseconds. */
  wholeAfterMs: z.number().int().min(20).max(60_000).default(300),
  /** One that is still being written after this long is told as unreadable, in milliseconds. */
  wholeWithinMs: z.number().int().min(100).max(600_000).default(20_000),
  bounds: z
    .strictObject({
      /** Bytes of one file; larger ones are unreadable with that reason. */
      fileBytes: z
        .number()
        .int()
        .min(1)
        .max(factLimits.contentBytes)
        .default(256 * 1024 * 1024),
      /** Bytes of all files together. */
      totalBytes: z
        .number()
        .int()
        .min(1)
        .max(1024 ** 4)
        .default(4 * 1024 ** 3),
      files: z.number().int().min(1).max(100_000).default(10_000),
      /** Folders below the folder. */
      depth: z.number().int().min(1).max(14).default(12),
    })
    .prefault({}),
});
export type FilesSourceConfig = z.infer<typeof filesSourceSchema>;

function holdsOnePlace(text: string): boolean {
  const [before = '', ...rest] = text.split('$checksum');
  return rest.length === 1 && before.trim() !== '';
}
