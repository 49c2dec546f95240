import type { Kind } from '@witnessmark/shared/items';

/** The kind an item most likely has, by its top folder: for adopting a commit whose event was lost. */
export function kindOfPath(path: string): Kind {
  const top = path.slice(0, path.indexOf('/'));
  if (top === 'setpoints') return 'setpoint';
  if (top === 'recipes') return 'recipe';
  if (top === 'config') return 'config';
  return 'logic';
}
