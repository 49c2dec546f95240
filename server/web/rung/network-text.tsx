import type { CodeLine } from '@witnessmark/shared/languages';
import { visible } from '../parts/index.ts';

const words = { '+': 'added', '-': 'removed', ' ': '' } as const;

/** A network as lines of text, with the sign of each. */
export function NetworkText({
  lines,
  label,
}: {
  readonly lines: readonly CodeLine[];
  readonly label: string;
}) {
  return (
    <div className="table-scroll">
      <table className="lines">
        <caption className="unseen">{label}</caption>
        <tbody>
          {lines.map(({ sign, old, new: now, text }) => (
            <tr
              key={`${sign}${old}:${now}`}
              className={words[sign] === '' ? undefined : `line-${words[sign]}`}
            >
              <td className="line-sign">
                <span aria-hidden="true">{sign === '-' ? '−' : sign}</span>
                <span className="unseen">{words[sign]}</span>
              </td>
              <td>
                <code>{visible(text)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
