import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { checkpointsQuery } from '../api/index.ts';
import { Copyable, Dialog, Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** The log's signed tree heads, to be kept elsewhere and compared later. */
export function Checkpoints() {
  const [open, setOpen] = useState(false);
  const checkpoints = useQuery({ ...checkpointsQuery, enabled: open });
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} aria-haspopup="dialog">
        Checkpoints
      </button>
      <Dialog open={open} title="Checkpoints" onClose={() => setOpen(false)} wide>
        <Loaded result={checkpoints} what="the checkpoints">
          {data => (
            <>
              <p>
                Each is signed by the site and fixes everything before it. Keep one outside this server:
                whoever holds it can tell whether the log was rewritten.
              </p>
              <p>
                Verifier key: <Copyable text={data.verifierKey} label="the verifier key" />
              </p>
              {data.rows.map(row => (
                <details key={row.size} className="item-panel">
                  <summary>
                    {row.size.toLocaleString('en')} entries, <When at={row.at} ago /> <code>{row.root}</code>
                  </summary>
                  <div className="item-body">
                    <textarea className="mono" readOnly rows={5} aria-label="Signed note" value={row.note} />
                  </div>
                </details>
              ))}
              {data.rows.length === 0 && <p>None yet: the first is signed with the next entry.</p>}
            </>
          )}
        </Loaded>
      </Dialog>
    </>
  );
}
