import { useQuery } from '@tanstack/react-query';
import type { LogProof } from '@witnessmark/shared/api';
import { useEffect, useState } from 'react';
import { logProofQuery } from '../api/index.ts';
import { Copyable, counted, Dialog, Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { checkEntry, type Finding } from './merkle.ts';

/** An entry's exact bytes, and the proof that the checkpoint holds them, worked out by this browser. */
export function EntryProof({ idx, onClose }: { readonly idx: string; readonly onClose: () => void }) {
  const proof = useQuery(logProofQuery(idx));
  return (
    <Dialog open title={`Log entry ${idx}`} onClose={onClose} wide>
      <Loaded result={proof} what="the entry">
        {data => <Whole proof={data} />}
      </Loaded>
    </Dialog>
  );
}

function Whole({ proof }: { readonly proof: LogProof }) {
  const [finding, setFinding] = useState<Finding | null>(null);
  useEffect(() => {
    let current = true;
    const { entry, bytes, inclusion, checkpoint } = proof;
    checkEntry({ idx: entry.idx, leaf: entry.leaf, bytes, inclusion, checkpoint }).then(
      found => current && setFinding(found),
      (error: unknown) =>
        current && setFinding({ holds: false, why: `It could not be worked out: ${String(error)}` }),
    );
    return () => {
      current = false;
    };
  }, [proof]);
  return (
    <div className="proof">
      <p className="answer">{proof.entry.says}</p>
      <p role="status" className={finding && !finding.holds ? 'blank' : undefined}>
        {finding === null
          ? 'Working out the proof …'
          : finding.holds
            ? `✓ Holds: this browser computed the leaf from the bytes below and, through ${counted(proof.inclusion.length, 'hash', 'hashes')}, the checkpoint’s root over ${counted(proof.size, 'entry', 'entries')}. The checkpoint’s signature is checked by witnessmark verify.`
            : `! Does not hold: ${finding.why}`}
      </p>
      <dl className="pairs">
        <div>
          <dt>At</dt>
          <dd>
            <When at={proof.entry.at} />
          </dd>
        </div>
        <div>
          <dt>Type</dt>
          <dd>
            <code>{proof.entry.type}</code>
          </dd>
        </div>
        <div>
          <dt>Subject</dt>
          <dd>
            <code>{proof.entry.subject}</code>
          </dd>
        </div>
        <div>
          <dt>By</dt>
          <dd>
            {proof.entry.actor.name ?? proof.entry.actor.kind} <code>{proof.entry.actor.id}</code>
          </dd>
        </div>
        <div>
          <dt>Leaf</dt>
          <dd>
            <code>{proof.entry.leaf}</code>
          </dd>
        </div>
      </dl>
      <h3>Bytes, exactly as hashed</h3>
      <textarea className="mono" readOnly rows={6} aria-label="The entry's bytes" value={proof.bytes} />
      <h3>Checkpoint</h3>
      <textarea className="mono" readOnly rows={5} aria-label="The checkpoint" value={proof.checkpoint} />
      <details>
        <summary>Inclusion proof, {counted(proof.inclusion.length, 'hash', 'hashes')}</summary>
        <ol>
          {proof.inclusion.map(hash => (
            <li key={hash}>
              <code>{hash}</code>
            </li>
          ))}
        </ol>
      </details>
      <p className="fine">
        Address of this entry: <Copyable text={location.href} label="the entry's address" />
      </p>
    </div>
  );
}
