import type { ItemDiff, NamedText } from '@witnessmark/shared/api';
import { Names, NamesOrigin } from '../names/index.ts';
import { SignMark } from '../parts/index.ts';
import { DiffTabs, type Shown } from './diff-tabs.tsx';
import { Side } from './sides.tsx';
import { TextDiff } from './text-diff.tsx';

type Logic = Extract<ItemDiff, { form: 'logic' }>;

/** A program block, instruction by instruction: what differs as tables, or in its listing. */
export function LogicDiff({ diff, shown }: { readonly diff: Logic; readonly shown: Shown }) {
  return (
    <>
      <p>{diff.sentence}</p>
      {diff.opaqueChanged && (
        <p className="blank">! Something in this block that cannot be read is another.</p>
      )}
      {diff.truncated && (
        <p className="blank">! More differs than the tables list; the listing shows the whole.</p>
      )}
      <DiffTabs diff={diff} shown={shown}>
        {view =>
          view === 'listing' ? (
            <TextDiff diff={diff.listing} label={`Listing of ${shown.path}`} />
          ) : (
            <Tables diff={diff} label={shown.path} />
          )
        }
      </DiffTabs>
      <NamesOrigin from={diff.names} />
    </>
  );
}

function Tables({ diff, label }: { readonly diff: Logic; readonly label: string }) {
  return (
    <>
      <Statements diff={diff} label={label} />
      <Pairs
        caption={`Variables of ${label}`}
        head="Variable"
        rows={diff.variables.map(each => ({
          name: `${each.section} ${each.place}`,
          names: each.names,
          old: each.old,
          now: each.new,
        }))}
      />
      <Pairs
        caption={`Actual values of ${label}`}
        head="Address"
        rows={diff.values.map(each => ({
          name: `${each.address} ${each.type}`,
          names: each.names,
          old: each.old,
          now: each.new,
        }))}
      />
      <Pairs
        caption={`Header of ${label}`}
        head="Header"
        rows={diff.fields.map(each => ({ name: each.field, old: each.old, now: each.new }))}
      />
    </>
  );
}

function Statements({ diff, label }: { readonly diff: Logic; readonly label: string }) {
  if (diff.statements.length === 0) return null;
  return (
    <div className="table-scroll">
      <table className="values">
        <caption className="unseen">Statements of {label}</caption>
        <thead>
          <tr>
            <th scope="col">Sign</th>
            <th scope="col">Network</th>
            <th scope="col">Line</th>
            <th scope="col">Old</th>
            <th scope="col">New</th>
          </tr>
        </thead>
        <tbody>
          {diff.statements.map(each => (
            <tr
              key={`${each.sign} ${each.network} ${each.line} ${each.old} ${each.new}`}
              className={`line-${each.sign}`}
            >
              <td>
                <SignMark sign={each.sign === 'moved' ? 'renamed' : each.sign} />
              </td>
              <td className="number">{each.network}</td>
              <td className="number">{each.line}</td>
              <td>
                <Side text={each.old} side="old" />
                <Names of={each.names?.old} />
              </td>
              <td>
                <Side text={each.new} side="new" />
                <Names of={each.names?.new} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Pair {
  readonly name: string;
  readonly names?: readonly NamedText[] | undefined;
  readonly old: string | null;
  readonly now: string | null;
}

function Pairs({
  caption,
  head,
  rows,
}: {
  readonly caption: string;
  readonly head: string;
  readonly rows: readonly Pair[];
}) {
  if (rows.length === 0) return null;
  return (
    <div className="table-scroll">
      <table className="values">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">Old</th>
            <th scope="col">New</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={`${row.name} ${row.old} ${row.now}`}>
              <td>
                {row.name}
                <Names of={row.names} />
              </td>
              <td>
                <Side text={row.old} side="old" />
              </td>
              <td>
                <Side text={row.now} side="new" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
