import { useContext, useEffect, useState } from 'react';
import { Dialog } from '../parts/index.ts';
import { KeyContext, useKeys } from './hooks.ts';

/** Listens for keys and shows, on `?`, those that work in the present view. */
export function KeyHelp() {
  const registry = useContext(KeyContext);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    document.addEventListener('keydown', registry.handle);
    return () => document.removeEventListener('keydown', registry.handle);
  }, [registry]);
  useKeys('Help', [{ keys: '?', does: 'show these keys', run: () => setOpen(true) }]);
  return (
    <>
      <button type="button" className="quiet" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <kbd>?</kbd> <span className="keys-word">Keys</span>
      </button>
      <Dialog open={open} title="Keys" onClose={() => setOpen(false)}>
        {registry.groups().map(([group, bindings]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className="keys">
              {bindings.map(binding => (
                <div key={binding.keys}>
                  <dt>
                    {binding.keys.split(' ').map(key => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{binding.does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </Dialog>
    </>
  );
}
