import type { JudgedGroup } from '@witnessmark/shared/api';
import { Sentence, WhoMark } from '../parts/index.ts';
import { PartsLine } from './parts-line.tsx';
import { SaidList } from './said.tsx';
import { classNames, judgedWords } from './words.ts';

interface Props {
  readonly group: JudgedGroup;
  /** True where the change holds other work as well. */
  readonly several: boolean;
  readonly known: ReadonlySet<number>;
}

/** Parts that are judged alike: who, how surely, why, and who else could have. */
export function Group({ group, several, known }: Props) {
  const { who, sentence, parts, count, reasons, candidates } = group;
  const open = who.verdict === 'ambiguous' || who.verdict === 'unattributed';
  return (
    <div className={`judged judged-${who.verdict}`}>
      <p className="judged-who">
        <WhoMark who={who} />
        <span className="badge">{classNames[group.class]}</span>
        <Leaves group={group} />
      </p>
      {(several || count > 1) && <PartsLine parts={parts} count={count} />}
      {!open && (
        <p className="fine">
          <Sentence text={sentence} />
        </p>
      )}
      <h3>Why we say so</h3>
      <SaidList said={reasons} known={known} />
      {candidates.length > 0 && (
        <>
          <h3>{open ? 'Who could have' : 'Who else could have'}</h3>
          <SaidList said={candidates} known={known} />
        </>
      )}
    </div>
  );
}

/** What leaves the inbox by policy says by which entry of it. */
function Leaves({ group: { judged, rule } }: { readonly group: JudgedGroup }) {
  if (rule === null) return null;
  return (
    <span className="badge">
      {judgedWords[judged]}, by policy: {rule}
    </span>
  );
}
