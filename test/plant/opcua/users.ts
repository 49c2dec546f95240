/** Who may sign in to the plant's OPC UA server, and who of them may write. */
export interface PlantUser {
  readonly name: string;
  readonly password: string;
  readonly writes: boolean;
}

/** The simulated people and systems; the passwords protect nothing outside this plant. */
export const plantUsers = {
  operator: { name: 'operator', password: 'plant-operator', writes: true },
  engineer: { name: 'engineer', password: 'plant-engineer', writes: true },
  mes: { name: 'svc-mes', password: 'plant-mes', writes: true },
  vendor: { name: 'vendor', password: 'plant-vendor', writes: true },
  watcher: { name: 'witness', password: 'plant-witness', writes: false },
} as const satisfies Record<string, PlantUser>;
