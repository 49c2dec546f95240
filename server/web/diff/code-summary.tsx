import { visible } from '../parts/index.ts';
import type { Code, CodeClass } from './code.ts';
import { Findings } from './code-findings.tsx';
import { LeftOut } from './code-left-out.tsx';
import { CodeUnits } from './code-units.tsx';
import { classNames, classOrder } from './code-words.ts';
import { Side } from './sides.tsx';

interface Props {
  readonly diff: Code;
  readonly asset: string;
  readonly label: string;
  /** Shows the changes of a class. */
  readonly onClass: (of: CodeClass) => void;
}

/** What a difference does, how much of what it is, where, and what was left out of it. */
export function CodeSummary({ diff, asset, label, onClass }: Props) {
  const classes = classOrder.filter(of => diff.counts[of] > 0);
  const facts = [
    ['Language', diff.language],
    ['Written by', diff.writtenBy],
    ['Encoding', diff.encoding],
  ] as const;
  // Of a file that came or went there is one side to tell of, and nothing that moved.
  const isWhole = diff.language.old === null || diff.language.new === null;
  const moved = isWhole ? [] : facts.filter(([, of]) => of.old !== of.new);
  const still = isWhole ? facts : facts.filter(([, of]) => of.old === of.new);
  const same = still.flatMap(([, of]) => of.new ?? of.old ?? []);
  return (
    <div className="code-summary">
      <Problems problems={diff.problems} />
      <Findings diff={diff} asset={asset} />
      <dl className="pairs">
        {classes.length > 0 && (
          <div>
            <dt>What differs</dt>
            <dd className="counts">
              {classes.map(of => (
                <button key={of} type="button" onClick={() => onClass(of)}>
                  {classNames[of]} <strong>{diff.counts[of].toLocaleString('en')}</strong>
                </button>
              ))}
            </dd>
          </div>
        )}
        {moved.map(([name, of]) => (
          <Moved key={name} name={name} of={of} />
        ))}
      </dl>
      <CodeUnits units={diff.units} asset={asset} label={label} />
      <LeftOut diff={diff} label={label} />
      {same.length > 0 && <p className="fine">Read as {visible(same.join(' · '))}</p>}
    </div>
  );
}

function Problems({ problems }: { readonly problems: Code['problems'] }) {
  return (['old', 'new'] as const).map(side => {
    const found = problems[side];
    if (found.length === 0) return null;
    return (
      <div key={side} className="blank">
        <p>! The {side} version does not compile. What could be read around it is compared all the same:</p>
        <ul>
          {found.map(({ line, says }, at) => (
            <li key={`${at} ${line}`}>
              line {line}: {visible(says)}
            </li>
          ))}
        </ul>
      </div>
    );
  });
}

/** A fact of the file that is another. */
function Moved({ name, of }: { readonly name: string; readonly of: Code['writtenBy'] }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Side text={of.old} side="old" /> → <Side text={of.new} side="new" />
      </dd>
    </div>
  );
}
