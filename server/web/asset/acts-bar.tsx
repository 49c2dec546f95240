import { useQueryClient } from '@tanstack/react-query';
import type { Asset } from '@witnessmark/shared/api';
import { acts } from '../api/index.ts';
import { useMayAt } from '../app/index.ts';
import { ActForm, MomentField, momentOf, phaseNames, textOf } from '../parts/index.ts';
import { WorkOn } from '../sessions/index.ts';
import { useZone } from '../time/index.ts';

/** What a person may have done to the asset's watching. */
export function ActsBar({ asset }: { readonly asset: Asset }) {
  const zone = useZone();
  const queries = useQueryClient();
  const orders = useMayAt('order-reading', asset);
  const phases = useMayAt('set-phase', asset);
  const works = useMayAt('request-session', asset);
  const reread = () => queries.invalidateQueries({ queryKey: ['asset', asset.id], exact: true });
  return (
    <div className="acts">
      {works && <WorkOn assets={[asset]} />}
      {orders && (
        <ActForm
          title="Read now"
          verb="Order a reading"
          explain={
            <p>
              The agent reads out of turn, within its budget. The result appears as a change, or as equal.
            </p>
          }
          fields={
            asset.streams.length > 1 && (
              <label>
                Stream
                <select name="stream">
                  <option value="">all of them</option>
                  {asset.streams.map(each => (
                    <option key={each.stream}>{each.stream}</option>
                  ))}
                </select>
              </label>
            )
          }
          done="Ordered. The agent fetches it within seconds if it is connected."
          onAct={form => {
            const stream = textOf(form, 'stream');
            return acts.orderReading(asset.id, {
              ...(stream ? { stream } : {}),
              reason: textOf(form, 'reason'),
            });
          }}
        />
      )}
      {phases && (
        <ActForm
          title="Set phase"
          verb="Set phase"
          explain={
            <p>
              Commissioning records everything and alerts nothing; a maintenance window ends by itself at the
              time you give.
            </p>
          }
          fields={
            <>
              <label>
                Phase
                <select name="phase" defaultValue={asset.phase} required>
                  {Object.entries(phaseNames).map(([phase, name]) => (
                    <option key={phase} value={phase}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
              <MomentField
                label="Until, site time; empty for no end"
                name="until"
                value={asset.phaseUntil}
                zone={zone}
              />
            </>
          }
          done="Set."
          onAct={async form => {
            await acts.setPhase(asset.id, {
              phase: textOf(form, 'phase'),
              until: momentOf(form, 'until', zone),
              reason: textOf(form, 'reason'),
            });
            await reread();
          }}
        />
      )}
      <button type="button" onClick={() => print()}>
        Print
      </button>
    </div>
  );
}
