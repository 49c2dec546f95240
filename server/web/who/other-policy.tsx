import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay, useMe } from '../app/me.ts';
import { counted } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { NoteDialog } from './note-dialog.tsx';
import { policyQuery, whoActs } from './queries.ts';

/** A newer policy changes no judgement by itself: what stands under another one, and the order to judge it anew. */
export function OtherPolicy() {
  const { reach } = useMe();
  const may = useMay('judge-attribution');
  const { data } = useQuery({ ...policyQuery, enabled: reach['see-log'] === 'site' });
  const [asking, setAsking] = useState(false);
  if (data === undefined || data.judged.otherwise === 0) return null;
  const { judged, adoptedAt } = data;
  return (
    <div className="other-policy">
      {counted(judged.otherwise, 'change')} stand{judged.otherwise === 1 ? 's' : ''} as judged under another
      policy than the one that holds
      {adoptedAt !== null && (
        <>
          {' since '}
          <When at={adoptedAt} />
        </>
      )}
      .{' '}
      {judged.orderedAt !== null ? (
        <>
          They were ordered to be judged anew <When at={judged.orderedAt} />: what comes out otherwise is a
          newer revision.
        </>
      ) : (
        may && (
          <button type="button" onClick={() => setAsking(true)}>
            Judge them anew …
          </button>
        )
      )}
      <NoteDialog
        open={asking}
        title="Judge anew with the policy that holds"
        explain="Every change you may see is judged anew behind everything else. What comes out otherwise is a newer revision; older ones stay."
        verb="Judge anew"
        label="Why, kept in the log"
        onAct={whoActs.rejudge}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
