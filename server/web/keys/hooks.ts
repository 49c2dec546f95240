import { createContext, useContext, useEffect, useEffectEvent } from 'react';
import { type KeyBinding, KeyRegistry } from './registry.ts';

export const KeyContext = createContext(new KeyRegistry());

/** Makes keys work and stand in the help while the component stands. */
export function useKeys(group: string, bindings: readonly KeyBinding[], enabled = true): void {
  const registry = useContext(KeyContext);
  const run = useEffectEvent((keys: string) => bindings.find(each => each.keys === keys)?.run());
  const shape = bindings.map(each => `${each.keys}\t${each.does}`).join('\n');
  useEffect(() => {
    if (!enabled || shape === '') return;
    const stable = shape.split('\n').map(line => {
      const [keys = '', does = ''] = line.split('\t');
      return { keys, does, run: () => run(keys) };
    });
    return registry.add(group, stable);
  }, [registry, group, shape, enabled]);
}
