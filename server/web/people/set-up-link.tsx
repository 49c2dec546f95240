import type { SetUpLink } from '@witnessmark/shared/api';
import { Copyable } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** A one-time link, shown once, to be handed over. */
export function SetUpLinkShown({ link, label }: { readonly link: SetUpLink; readonly label: string }) {
  return (
    <div role="status">
      <p>
        Hand this to {label}. It is shown this once and opens once, before <When at={link.expiresAt} />.
      </p>
      <Copyable text={`${location.origin}${link.path}`} label="the set-up link" />
    </div>
  );
}
