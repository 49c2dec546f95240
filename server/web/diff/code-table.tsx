import { counted, LinkedText, LongBody, type NameFinder, nameFinder, visible } from '../parts/index.ts';
import { ChangeMark } from './change-mark.tsx';
import type { Code, CodeClass } from './code.ts';
import { namesOfChange } from './code-names.ts';
import { aboutText, classNames, classOrder, withinText } from './code-words.ts';
import { percentText, stepText } from './sides.tsx';
import { Where } from './where.tsx';

type Change = Code['changes'][number];

/** Pixels of a row of two lines. */
const rowHeight = 48;

interface Props {
  readonly diff: Code;
  readonly asset: string;
  readonly label: string;
  /** The class whose changes alone are shown; null shows all. */
  readonly only: CodeClass | null;
  readonly onOnly: (of: CodeClass | null) => void;
}

/** Each change a row, old → new token by token. */
export function CodeTable({ diff, asset, label, only, onOnly }: Props) {
  const rows = only === null ? diff.changes : diff.changes.filter(change => change.class === only);
  const all = classOrder.reduce((sum, of) => sum + diff.counts[of], 0);
  const isStepped = rows.some(hasStep);
  const meant = only === null ? all : diff.counts[only];
  return (
    <>
      <fieldset className="which">
        <legend className="unseen">Classes of changes</legend>
        {[null, ...classOrder.filter(of => diff.counts[of] > 0)].map(of => (
          <button key={of} type="button" aria-pressed={of === only} onClick={() => onOnly(of)}>
            {of === null ? 'all' : classNames[of]}{' '}
            {(of === null ? all : diff.counts[of]).toLocaleString('en')}
          </button>
        ))}
      </fieldset>
      {rows.length < meant && (
        <p className="blank">
          ! {counted(meant, 'change')}, {rows.length.toLocaleString('en')} of them listed; the whole is in
          git.
        </p>
      )}
      <div className="table-scroll">
        <table className="values code-table" aria-rowcount={rows.length + 1}>
          <caption className="unseen">Changes of {label}</caption>
          <thead>
            <tr>
              <th scope="col">Change</th>
              <th scope="col">Where</th>
              <th scope="col">What</th>
              {isStepped && <th scope="col">Step</th>}
            </tr>
          </thead>
          <LongBody
            rows={rows}
            columns={isStepped ? 4 : 3}
            rowHeight={rowHeight}
            render={(change, at) => (
              <Row
                key={at}
                change={change}
                find={nameFinder(namesOfChange(change, diff.networks))}
                index={at + 2}
                asset={asset}
                isStepped={isStepped}
              />
            )}
          />
        </table>
      </div>
    </>
  );
}

function Row({
  change,
  find,
  index,
  asset,
  isStepped,
}: {
  readonly change: Change;
  /** Finds what its text names. */
  readonly find: NameFinder;
  readonly index: number;
  readonly asset: string;
  /** Whether any row tells a step. */
  readonly isStepped: boolean;
}) {
  const { sign, unit, network, networkLanguage, line } = change;
  const within = withinText(change);
  return (
    <tr aria-rowindex={index}>
      <td>
        <ChangeMark sign={sign} /> <span className="fine">{classNames[change.class]}</span>
      </td>
      <td className="code-where">
        <Where
          unit={unit}
          network={network}
          networkLanguage={networkLanguage}
          line={sign === 'removed' ? line.old : (line.new ?? line.old)}
          asset={asset}
        />
      </td>
      <td className="code-what">
        <span className="about">
          <LinkedText text={aboutText(change)} find={find} asset={asset} />
          {within !== '' && (
            <span className="fine">
              {' '}
              <LinkedText text={within} find={find} asset={asset} />
            </span>
          )}
        </span>
        <OldNew change={change} find={find} asset={asset} />
      </td>
      {isStepped && (
        <td className="cell-step">
          <Steps change={change} />
        </td>
      )}
    </tr>
  );
}

/** Old and new: token by token where both are code, one after the other otherwise. */
function OldNew({
  change,
  find,
  asset,
}: {
  readonly change: Change;
  readonly find: NameFinder;
  readonly asset: string;
}) {
  const { spans, sign, old, new: now } = change;
  const text = (part: string) => <LinkedText text={part} find={find} asset={asset} />;
  if (spans !== null) {
    let at = 0;
    return (
      <code className="tokens">
        {spans.map(span => {
          const key = `${span.sign}${at}`;
          at += span.text.length;
          if (span.sign === ' ') return <span key={key}>{text(span.text)}</span>;
          const shown = text(span.text.trimEnd());
          return (
            <span key={key}>
              {span.sign === '-' ? (
                <del className="value">{shown}</del>
              ) : (
                <ins className="value">{shown}</ins>
              )}{' '}
            </span>
          );
        })}
      </code>
    );
  }
  // What only went somewhere else reads the same on both sides.
  if (sign === 'moved' && old === now) return <code className="tokens">{text(now ?? '')}</code>;
  return (
    <code className="tokens">
      {old !== null && <del className="value">{text(old)}</del>}
      {old !== null && now !== null && ' → '}
      {now !== null && <ins className="value">{text(now)}</ins>}
    </code>
  );
}

function hasStep({ values }: Change): boolean {
  return values.some(({ step, stepPercent, unit }) => step !== null || stepPercent !== null || unit !== null);
}

/** The way from old to new of each value, with its unit and its share of the range. */
function Steps({ change }: { readonly change: Change }) {
  if (!hasStep(change)) return null;
  return change.values.map(({ of, unit, step, stepPercent }, at) => (
    <div key={`${at} ${of}`}>
      {change.values.length > 1 && of !== null && <span className="fine">{visible(of)} </span>}
      {stepText(step)}
      {unit !== null && ` ${unit}`}
      {stepPercent !== null && <span className="fine"> {percentText(stepPercent)} of range</span>}
    </div>
  ));
}
