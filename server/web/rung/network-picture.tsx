import type { CodeChange, CodeNetwork } from '@witnessmark/shared/languages';
import { networkName } from './network-name.ts';
import { NetworkText } from './network-text.tsx';

export interface NetworkPictureProps {
  readonly network: CodeNetwork;
  /** All changes of the difference the network is of: it says by its marks which of them are in it. */
  readonly changes: readonly CodeChange[];
  /** Where an operand leads to; null where it leads nowhere. Operands are no links without it. */
  readonly href?: (name: string) => string | null;
}

/** A network that differs, as its tool draws it. */
export function NetworkPicture({ network }: NetworkPictureProps) {
  return <NetworkText lines={network.lines} label={networkName(network)} />;
}
