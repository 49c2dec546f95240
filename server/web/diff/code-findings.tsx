import { ruleWords } from '@witnessmark/shared/languages/rule-words';
import { useState } from 'react';
import { counted, LinkedText, nameFinder, Sentence, usePrinting } from '../parts/index.ts';
import type { Code } from './code.ts';
import { Where } from './where.tsx';

/** So many are read; where the rest is one of hundreds, what follows is nearer than their end. */
const atOnce = 20;

const words: ReadonlyMap<string, string> = new Map(Object.entries(ruleWords));

/** What rules found, each with the rule, which explains itself. */
export function Findings({ diff, asset }: { readonly diff: Code; readonly asset: string }) {
  const [all, setAll] = useState(false);
  const printing = usePrinting();
  const { findings } = diff;
  if (findings.length === 0) return null;
  const shown = all || printing ? findings : findings.slice(0, atOnce);
  return (
    <>
      <ul className="findings" aria-label="Findings">
        {shown.map(({ rule, says, unit, network, networkLanguage, line, change }, at) => {
          const find = nameFinder(change === null ? [] : (diff.changes[change]?.names ?? []));
          const explained = words.get(rule);
          return (
            <li key={`${at} ${rule}`}>
              <span className="glyph" aria-hidden="true">
                !
              </span>{' '}
              <strong>
                <LinkedText text={says} find={find} asset={asset} />
              </strong>{' '}
              <span className="where">
                <Where
                  unit={unit}
                  network={network === null ? null : { old: network, new: network }}
                  networkLanguage={networkLanguage}
                  line={line}
                  asset={asset}
                />
              </span>
              <details>
                <summary>{rule}</summary>
                <p>
                  {explained === undefined ? (
                    'This rule is newer than this page.'
                  ) : (
                    <Sentence text={explained} />
                  )}
                </p>
              </details>
            </li>
          );
        })}
      </ul>
      {shown.length < findings.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show {counted(findings.length - shown.length, 'more finding')}
        </button>
      )}
    </>
  );
}
