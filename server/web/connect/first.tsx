import { Empty } from '../parts/index.ts';
import { InviteAgent } from './invite.tsx';

/** The three lines that connect the first PLC, for whoever sees the page empty. */
export function FirstLines() {
  return (
    <>
      <ol className="first-lines">
        <li>
          On a machine that reaches the PLC, join with a one-time token (made below):{' '}
          <code>witnessmark-agent join TOKEN</code>
        </li>
        <li>
          See what the controller lets us see, and write it into <code>agent.yaml</code>:{' '}
          <code>witnessmark-agent discover opcua opc.tcp://ADDRESS:4840</code>
        </li>
        <li>
          Begin watching: <code>witnessmark-agent run --config agent.yaml</code>
        </li>
      </ol>
      <p>The agent only reads, and dials out to this server; nothing listens beside the PLC.</p>
      <InviteAgent />
    </>
  );
}

/** Nothing is connected: what to do about it. */
export function NothingYet({ title }: { readonly title: string }) {
  return (
    <Empty title={title}>
      <FirstLines />
    </Empty>
  );
}
