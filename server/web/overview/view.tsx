import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Overview } from '@witnessmark/shared/api';
import type { ReactNode } from 'react';
import { overviewQuery } from '../api/index.ts';
import { NothingYet } from '../connect/index.ts';
import {
  counted,
  coverageMarks,
  ExportRequestLine,
  kindNames,
  Loaded,
  reasonText,
  useTitle,
} from '../parts/index.ts';
import { SessionAlerts } from '../sessions/index.ts';
import { When } from '../time/index.ts';

export function OverviewView() {
  useTitle('Overview');
  const overview = useQuery(overviewQuery);
  return (
    <div className="view">
      <Loaded result={overview} what="the overview">
        {data =>
          data.assets === 0 ? <NothingYet title="No asset is watched yet" /> : <Board overview={data} />
        }
      </Loaded>
    </div>
  );
}

function Board({ overview }: { readonly overview: Overview }) {
  const since = new Date(Date.parse(overview.at) - 86_400_000).toISOString();
  const blanks = new Set(overview.notWatched.map(each => each.asset)).size;
  return (
    <>
      <h1 className="sentence">{sentenceOf(overview, blanks)}</h1>
      <ul className="tiles">
        <li>
          <Link to="/changes" search={{ review: 'awaiting' }}>
            <strong>{overview.awaiting}</strong> await judgement
          </Link>
        </li>
        <QueueTiles queue={overview.queue} />
        <li>
          <Link to="/changes" search={{ since }}>
            <strong>{overview.changes24h}</strong> changes in 24 h
          </Link>
        </li>
        <li className={blanks > 0 ? 'loud' : undefined}>
          <a href="#not-watched">
            <strong>{blanks}</strong> {blanks === 1 ? 'asset' : 'assets'} not fully watched
          </a>
        </li>
        <li className={overview.unwell.length > 0 ? 'loud' : undefined}>
          <Link to="/agents" search={{ show: 'unwell' }}>
            <strong>{overview.unwell.length}</strong> agents unwell
          </Link>
        </li>
        {overview.exportsWanted.length > 0 && (
          <li className="loud">
            <a href="#exports-wanted">
              <strong>{overview.exportsWanted.length}</strong>{' '}
              {overview.exportsWanted.length === 1 ? 'export' : 'exports'} wanted
            </a>
          </li>
        )}
        <li>
          <Link to="/assets">
            <strong>{overview.assets}</strong> assets
          </Link>
        </li>
        <li>
          <Link to="/log">
            <strong>{overview.log.size.toLocaleString('en')}</strong> log entries
          </Link>
        </li>
      </ul>
      <SessionAlerts />
      <Urgent overview={overview} />
      <NotWatched overview={overview} />
      <LogState overview={overview} />
    </>
  );
}

/** What needs a judgement: each number opens its list. */
function QueueTiles({ queue }: { readonly queue: Overview['queue'] }) {
  const open = queue.unattributed + queue.ambiguous;
  return (
    <>
      <li className={open > 0 ? 'loud' : undefined}>
        <Link to="/queue">
          <strong>{open}</strong> {open === 1 ? 'change' : 'changes'} nobody is surely named for
        </Link>
      </li>
      {queue.claims > 0 && (
        <li className="loud">
          <Link to="/queue" search={{ state: 'claims' }}>
            <strong>{queue.claims}</strong> {queue.claims === 1 ? 'claim' : 'claims'} to answer
          </Link>
        </li>
      )}
      {queue.shifts > 0 && (
        <li>
          <Link to="/queue/shifts">
            <strong>{queue.shifts}</strong> {queue.shifts === 1 ? 'shift' : 'shifts'} to sign off
          </Link>
        </li>
      )}
    </>
  );
}

function sentenceOf(overview: Overview, blanks: number): string {
  const parts: string[] = [];
  if (overview.awaiting > 0)
    parts.push(
      `${counted(overview.awaiting, 'change')} ${overview.awaiting === 1 ? 'awaits' : 'await'} judgement`,
    );
  if (blanks > 0) parts.push(`${counted(blanks, 'asset')} ${blanks === 1 ? 'is' : 'are'} not fully watched`);
  if (overview.unwell.length > 0) {
    const count = overview.unwell.length;
    parts.push(`${counted(count, 'agent')} ${count === 1 ? 'is' : 'are'} unwell`);
  }
  if (overview.differentDevice.length > 0) {
    const count = overview.differentDevice.length;
    parts.push(
      `${counted(count, 'address', 'addresses')} ${count === 1 ? 'answers' : 'answer'} with a different device`,
    );
  }
  if (overview.exportsWanted.length > 0) {
    const count = overview.exportsWanted.length;
    parts.push(`${counted(count, 'export')} of a changed program ${count === 1 ? 'is' : 'are'} wanted`);
  }
  if (parts.length === 0)
    return `All ${counted(overview.assets, 'asset')} are watched, and nothing awaits judgement.`;
  return `${parts.join(', ')}.`;
}

function Group({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section aria-labelledby={`${id}-title`} id={id}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

function Urgent({ overview }: { readonly overview: Overview }) {
  const { differentDevice, damaged, pending, unwell, drifted, exportsWanted } = overview;
  return (
    <>
      {differentDevice.length > 0 && (
        <Group id="different" title="Different device at this address">
          <ul className="plain-list">
            {differentDevice.map(each => (
              <li key={each.stream}>
                <span className="glyph" aria-hidden="true">
                  !
                </span>{' '}
                <Link to="/assets/$asset" params={{ asset: each.asset }} hash="identity">
                  {each.name}
                </Link>{' '}
                <code>{each.stream}</code>: {each.fields}. Nothing is committed until someone says replaced,
                moved or wrong.
              </li>
            ))}
          </ul>
        </Group>
      )}
      {damaged.length > 0 && (
        <Group id="damaged" title="Damaged histories">
          <ul className="plain-list">
            {damaged.map(each => (
              <li key={each.asset}>
                <span className="glyph" aria-hidden="true">
                  !
                </span>{' '}
                <Link to="/assets/$asset" params={{ asset: each.asset }}>
                  {each.name}
                </Link>
                : {each.why}
              </li>
            ))}
          </ul>
        </Group>
      )}
      {exportsWanted.length > 0 && (
        <Group id="exports-wanted" title="Exports wanted">
          <ul className="plain-list">
            {exportsWanted.map(request => (
              <li key={`${request.change} ${request.path}`}>
                <ExportRequestLine request={request} showAsset />
              </li>
            ))}
          </ul>
        </Group>
      )}
      {pending.length > 0 && (
        <Group id="pending" title="Streams that wait to be assigned">
          <ul className="plain-list">
            {pending.map(each => (
              <li key={`${each.stream} ${each.agent}`}>
                <code>{each.stream}</code> declared by{' '}
                <Link to="/agents" search={{ agent: each.agent }}>
                  {each.name}
                </Link>
                ; it spools until then.
              </li>
            ))}
          </ul>
        </Group>
      )}
      {unwell.length > 0 && (
        <Group id="unwell" title="Agents unwell">
          <ul className="plain-list">
            {unwell.map(each => (
              <li key={each.agent}>
                <span className="glyph" aria-hidden="true">
                  !
                </span>{' '}
                <Link to="/agents" search={{ agent: each.agent }}>
                  {each.name}
                </Link>
                : {each.why}
                {each.since && (
                  <>
                    {' '}
                    since <When at={each.since} ago />
                  </>
                )}
              </li>
            ))}
          </ul>
        </Group>
      )}
      {drifted.length > 0 && (
        <Group id="drifted" title="Drifted from known good">
          <ul className="plain-list">
            {drifted.map(each => (
              <li key={each.asset}>
                <Link to="/assets/$asset" params={{ asset: each.asset }}>
                  {each.name}
                </Link>
                : {counted(each.values, 'value')}
              </li>
            ))}
          </ul>
        </Group>
      )}
    </>
  );
}

function NotWatched({ overview }: { readonly overview: Overview }) {
  return (
    <Group id="not-watched" title="Not watched now">
      {overview.notWatched.length === 0 ? (
        <p>Every kind that a source of an asset can see is being watched.</p>
      ) : (
        <div className="table-scroll">
          <table className="values">
            <thead>
              <tr>
                <th scope="col">Asset</th>
                <th scope="col">Area</th>
                <th scope="col">Kind</th>
                <th scope="col">State</th>
                <th scope="col">Reason</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {overview.notWatched.map(each => (
                <tr key={`${each.asset} ${each.kind}`}>
                  <td>
                    <Link to="/assets/$asset" params={{ asset: each.asset }}>
                      {each.name}
                    </Link>
                  </td>
                  <td>
                    <Link to="/assets" search={{ area: each.area }}>
                      {each.area}
                    </Link>
                  </td>
                  <td>{kindNames[each.kind]}</td>
                  <td>
                    <span className={`swatch span-${each.state}`} aria-hidden="true" />{' '}
                    {coverageMarks[each.state].word}
                  </td>
                  <td>{reasonText(each.reason)}</td>
                  <td>{each.since ? <When at={each.since} ago /> : 'always'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Group>
  );
}

function LogState({ overview }: { readonly overview: Overview }) {
  const { log } = overview;
  return (
    <Group id="log" title="Log">
      <p>
        <code>{log.origin}</code> holds <Link to="/log">{counted(log.size, 'entry', 'entries')}</Link>.{' '}
        {log.lastVerified ? (
          <>
            {log.lastVerified.holds ? 'It held' : <strong>! It did not hold</strong>} when last verified,{' '}
            <When at={log.lastVerified.at} ago />: {log.lastVerified.says}
          </>
        ) : (
          <>
            It was not verified since this server started. <Link to="/log">Verify here and now</Link>
          </>
        )}
      </p>
    </Group>
  );
}
