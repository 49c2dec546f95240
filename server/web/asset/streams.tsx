import { Link } from '@tanstack/react-router';
import type { Asset } from '@witnessmark/shared/api';
import { acts } from '../api/index.ts';
import { useMayAt } from '../app/index.ts';
import { ActForm, bytesText, textOf } from '../parts/index.ts';
import { Costs } from './costs.tsx';

type Stream = Asset['streams'][number];

const identityWords = {
  proven: 'identity proven',
  unproven: 'identity not proven',
  different: 'different device',
} as const;

/** Who the controller says it is, and the load watching causes it. */
export function Streams({ asset }: { readonly asset: Asset }) {
  return (
    <section aria-labelledby="identity-title" id="identity">
      <h2 id="identity-title">Identity and protection</h2>
      <div className="cards">
        {asset.streams.map(stream => (
          <StreamCard key={stream.stream} asset={asset} stream={stream} />
        ))}
      </div>
    </section>
  );
}

function StreamCard({ asset, stream }: { readonly asset: Asset; readonly stream: Stream }) {
  const judges = useMayAt('judge-identity', asset);
  const { identity, load } = stream;
  return (
    <article className="card">
      <h3>
        <code>{stream.stream}</code> <span className="fine">{stream.type}</span>{' '}
        <span className={`badge${identity.state === 'proven' ? '' : ' loud'}`}>
          {identity.state === 'proven' ? '' : '! '}
          {identityWords[identity.state]}
        </span>
        {stream.state !== 'assigned' && <span className="badge loud">! {stream.state}</span>}
      </h3>
      {stream.weakened && <p className="blank">! Weakened connection: {stream.weakened}</p>}
      <dl className="pairs">
        <div>
          <dt>Address</dt>
          <dd>
            <code>{stream.address}</code>
          </dd>
        </div>
        <div>
          <dt>Agent</dt>
          <dd>
            {stream.agent ? (
              <Link to="/agents" search={{ agent: stream.agent }}>
                {stream.agentName ?? stream.agent}
              </Link>
            ) : (
              'none: waits to be assigned'
            )}
          </dd>
        </div>
        {Object.entries(identity.fields).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Load we cause</dt>
          <dd>
            {load
              ? `${load.requestsPerSecond.toFixed(1)} requests/s, ${bytesText(load.bytesPerSecond)}/s, ${
                  load.latencyMs === null ? 'latency unknown' : `answers in ${Math.round(load.latencyMs)} ms`
                }, ${load.connected ? 'connected' : 'not connected'}`
              : 'not measured now'}
          </dd>
        </div>
        {load && <Costs costs={load.costs} budget={load.budget} />}
      </dl>
      {identity.state === 'different' && judges && (
        <ActForm
          title="Judge this device"
          verb="Judge"
          explain={
            <p>
              Another device answers at this address. <strong>Replaced</strong>: it is the asset’s new
              controller, and its history goes on. <strong>Moved</strong>: it is another asset’s.{' '}
              <strong>Wrong</strong>: it should not be here; nothing is read from it.
            </p>
          }
          fields={
            <fieldset>
              <legend>Verdict</legend>
              {(['replaced', 'moved', 'wrong'] as const).map(verdict => (
                <label key={verdict}>
                  <input type="radio" name="verdict" value={verdict} required /> {verdict}
                </label>
              ))}
            </fieldset>
          }
          done="Judged. The agent has been told."
          onAct={form =>
            acts.judgeIdentity(asset.id, {
              stream: stream.stream,
              verdict: textOf(form, 'verdict'),
              reason: textOf(form, 'reason'),
            })
          }
        />
      )}
    </article>
  );
}
