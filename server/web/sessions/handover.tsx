import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { EngineerSession, Handover, HandoverPack, HandoverRow } from '@witnessmark/shared/api';
import type { ReactNode } from 'react';
import { handoverQuery } from '../api/index.ts';
import { Copyable, kindNames, Loaded, SignMark, verdictMarks } from '../parts/index.ts';
import { Between } from '../time/index.ts';
import { plannedWords, rowText } from './words.ts';

/** What a session leaves behind, on one printable page. */
export function HandoverSection({ session }: { readonly session: EngineerSession }) {
  const handover = useQuery(handoverQuery(session.number));
  return (
    <section aria-labelledby="handover" className="handover">
      <h2 id="handover" tabIndex={-1}>
        {session.endedAt === null ? 'What it would hand over now' : 'Handover pack'}
      </h2>
      <Loaded result={handover} what="the handover pack">
        {data => <Pack handover={data} />}
      </Loaded>
    </section>
  );
}

function Pack({ handover: { pack, sha256, people, assets } }: { readonly handover: Handover }) {
  const label = (person: string) =>
    people.find(each => each.person === person)?.label ?? 'somebody of the shift';
  const name = (asset: string) => assets.find(({ id }) => id === asset)?.name ?? asset;
  const rows = { name, label };
  return (
    <>
      <p className={pack.complete ? 'answer' : 'blank'}>
        <span aria-hidden="true">{pack.complete ? '✓' : '!'}</span> {pack.says}
      </p>
      {pack.partial && (
        <p className="blank">! It has assets that you may not see: of them nothing stands here.</p>
      )}
      <Rows title="Changed in this session" rows={pack.work} {...rows} />
      <Rows title="Perhaps in this session: it is not certain who did it" rows={pack.unclear} {...rows} />
      <Rows title="Followed from it, or from a restart" rows={pack.effects} {...rows} />
      <Rows title="Somebody else’s, meanwhile" rows={pack.others} {...rows} whose />
      <NotDone pack={pack} name={name} />
      <Forces pack={pack} name={name} />
      <List title="Cannot be seen, whatever was done">
        {pack.blind.map(({ asset, kind }) => (
          <li key={`${asset} ${kind}`}>
            <span className="swatch span-blind" aria-hidden="true" /> {kindNames[kind]} of {name(asset)}
          </li>
        ))}
      </List>
      <List title="Still open">
        {pack.open.map(({ what, asset, change, says, blocks }) => (
          <li key={`${what} ${asset} ${change} ${says}`}>
            <span className="glyph" aria-hidden="true">
              {blocks ? '!' : '?'}
            </span>{' '}
            {asset !== null && `${name(asset)}: `}
            {change === null ? (
              says
            ) : (
              <Link to="/changes/$change" params={{ change }}>
                {says}
              </Link>
            )}
          </li>
        ))}
      </List>
      <p className="fine">
        SHA-256 of this pack’s canonical JSON: <Copyable text={sha256} label="the pack’s hash" />
      </p>
    </>
  );
}

interface Told {
  readonly name: (asset: string) => string;
  readonly label: (person: string) => string;
}

function Rows({
  title,
  rows,
  name,
  label,
  whose = false,
}: Told & { readonly title: string; readonly rows: readonly HandoverRow[]; readonly whose?: boolean }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <div className="table-scroll">
        <table className="values">
          <thead>
            <tr>
              <th scope="col">Asset</th>
              <th scope="col">Item</th>
              <th scope="col">What</th>
              <th scope="col">When</th>
              <th scope="col">How sure</th>
              <th scope="col">Declared</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={`${row.change} ${row.path} ${row.member}`}>
                <td>{name(row.asset)}</td>
                <td>
                  <SignMark sign={row.sign} terse />{' '}
                  <Link to="/changes/$change" params={{ change: row.change }} className="path">
                    {row.path}
                  </Link>
                </td>
                <td>
                  {rowText(row)}
                  {!row.settled && <span className="badge loud">! not settled</span>}
                </td>
                <td>
                  <Between from={row.window.from} to={row.window.to} />
                </td>
                <td>
                  {whose && row.person !== null && <strong>{label(row.person)} </strong>}
                  {whose && row.sessions.length > 0 && `in ${row.sessions.join(', ')} `}
                  {verdictMarks[row.verdict].glyph} {verdictMarks[row.verdict].word}
                </td>
                <td>
                  <DeclaredText row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function DeclaredText({ row: { planned, inPlan } }: { readonly row: HandoverRow }) {
  if (planned === 'planned' && inPlan === false)
    return <span className="badge loud">! none of the planned items</span>;
  if (planned === 'outside-scope') return <span className="badge loud">! {plannedWords[planned]}</span>;
  return planned === 'planned' && inPlan ? 'a planned item' : plannedWords[planned];
}

interface Named {
  readonly pack: HandoverPack;
  readonly name: (asset: string) => string;
}

function NotDone({ pack, name }: Named) {
  return (
    <List title="Declared and not done">
      {pack.notDone.map(({ asset, kind, items }) => (
        <li key={`${asset} ${kind} ${items}`}>
          {name(asset)}:{' '}
          {items === null ? (
            kind === null ? (
              'nothing at all is known to have been changed'
            ) : (
              kindNames[kind]
            )
          ) : (
            <code>{items}</code>
          )}
        </li>
      ))}
    </List>
  );
}

const forceWords = {
  on: '! forces are on',
  off: 'no forces',
  unknown: '? not known: no configuration that is read tells it',
} as const;

function Forces({ pack, name }: Named) {
  return (
    <List title="Forces">
      {pack.forces.map(({ asset, state }) => (
        <li key={asset} className={state === 'on' ? 'loud' : undefined}>
          {name(asset)}: {forceWords[state]}
        </li>
      ))}
    </List>
  );
}

function List({ title, children }: { readonly title: string; readonly children: readonly ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="plain-list">{children}</ul>
    </>
  );
}
