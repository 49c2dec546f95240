import { open } from 'node:fs/promises';
import { WitnessError } from '@witnessmark/shared/errors';

const maxBytes = 8 * 1024 * 1024;

/**
 * Reads a declaration file: UTF-8, with or without a mark, or the Windows code page that STEP 7 writes.
 * Throws `s7.layout-invalid` naming the file as configured.
 */
export async function readLayoutFile(path: string, name: string): Promise<string> {
  let bytes: Buffer;
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > maxBytes) throw new WitnessError('s7.layout-invalid', name, `more than ${maxBytes} bytes`);
      bytes = Buffer.alloc(size);
      const { bytesRead } = await file.read(bytes, 0, size, 0);
      bytes = bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof WitnessError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new WitnessError('s7.layout-invalid', name, detail, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
