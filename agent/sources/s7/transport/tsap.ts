/** How the agent presents itself. Never as a programming device: that slot belongs to the engineer. */
export type ConnectionType = 'op' | 's7-basic';

const types = { op: 2, 's7-basic': 3 } as const;

/** Remote TSAP of the CPU in `rack` (0..7) and `slot` (0..31). */
export function remoteTsap(connection: ConnectionType, rack: number, slot: number): number {
  return (types[connection] << 8) | (rack * 0x20 + slot);
}
