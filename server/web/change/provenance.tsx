import { Link } from '@tanstack/react-router';
import type { Change } from '@witnessmark/shared/api';
import { bytesText, Copyable, counted } from '../parts/index.ts';

/** Where this stands and what reading it cost: log, fact, commit, load. */
export function Provenance({ change }: { readonly change: Change }) {
  const clone = `git clone ${location.origin}/git/${encodeURIComponent(change.asset.area)}/${change.asset.id}.git`;
  return (
    <section aria-labelledby="provenance-title">
      <h2 id="provenance-title">Where this stands</h2>
      <dl className="pairs">
        <div>
          <dt>Log entry</dt>
          <dd>
            <Link to="/log" search={{ entry: String(change.idx) }}>
              {change.idx}
            </Link>
          </dd>
        </div>
        <div>
          <dt>Fact</dt>
          <dd>
            <code>{change.fact.key}</code>
          </dd>
        </div>
        <div>
          <dt>Fact’s hash</dt>
          <dd>
            <code>{change.fact.hash}</code>
          </dd>
        </div>
        <div>
          <dt>Read because</dt>
          <dd>
            {change.fact.cause}
            {change.fact.complete ? ', the whole stream' : ', a part of the stream'}
          </dd>
        </div>
        <div>
          <dt>Agent</dt>
          <dd>
            <Link to="/agents" search={{ agent: change.fact.agent }}>
              {change.fact.agent}
            </Link>
          </dd>
        </div>
        <div>
          <dt>Cost of reading</dt>
          <dd>
            {counted(change.cost.requests, 'request')}, {bytesText(change.cost.bytes)},{' '}
            {Math.round(change.cost.ms)} ms
          </dd>
        </div>
        {change.commit && (
          <div>
            <dt>Commit</dt>
            <dd>
              <code>{change.commit}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>Clone</dt>
          <dd>
            <Copyable text={clone} label="the clone command" />
          </dd>
        </div>
        {change.commit && (
          <div>
            <dt>Show in git</dt>
            <dd>
              <Copyable text={`git show ${change.commit}`} label="the git command" />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
