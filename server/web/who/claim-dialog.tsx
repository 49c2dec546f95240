import type { PartName } from '@witnessmark/shared/api';
import { textOf } from '../parts/index.ts';
import { NoteDialog } from './note-dialog.tsx';
import { partText } from './parts-line.tsx';
import { whoActs } from './queries.ts';

interface Props {
  readonly open: boolean;
  readonly change: string;
  /** What of it can be claimed by itself. */
  readonly parts: readonly PartName[];
  readonly onClose: () => void;
}

/** "This was me": of the whole change, or of one part. */
export function ClaimDialog({ open, change, parts, onClose }: Props) {
  return (
    <NoteDialog
      open={open}
      title="This was me"
      explain={
        <p>
          You say that you made this change. It is shown as claimed by you when a second person confirms it;
          until then it stands as a claim, and nothing more.
        </p>
      }
      verb="Claim it"
      fields={
        parts.length > 1 && (
          <label>
            What of it
            <select name="part">
              <option value="">the whole change</option>
              {parts.map((part, index) => (
                <option key={partText(part)} value={String(index)}>
                  {partText(part)}
                </option>
              ))}
            </select>
          </label>
        )
      }
      onAct={(note, form) => {
        const picked = textOf(form, 'part');
        return whoActs.claim(change, picked === '' ? null : (parts[Number(picked)] ?? null), note);
      }}
      onClose={onClose}
    />
  );
}
