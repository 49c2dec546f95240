import { useTitle } from '../parts/index.ts';
import { IdentityTable } from './identities.tsx';
import { SharedAccountsList } from './shared.tsx';
import { WitnessTable } from './witnesses.tsx';

/** Who is who: whom the names mean that witnesses tell, and which witnesses there are. */
export function WhoIsWhoView() {
  useTitle('Who is who');
  return (
    <div className="view">
      <h1>Who is who</h1>
      <p>
        Witnesses name accounts, stations and addresses. A change is put on a person only where somebody has
        said here whom such a name means. Each name you are shown is logged.
      </p>
      <IdentityTable />
      <SharedAccountsList />
      <WitnessTable />
    </div>
  );
}
