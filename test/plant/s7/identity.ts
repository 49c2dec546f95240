/** What tells one CPU from another. */
export interface PlantIdentity {
  readonly orderNumber: string;
  /** Three numbers of `V3.2.7`. */
  readonly firmware: readonly [number, number, number];
  readonly stationName: string;
  readonly moduleName: string;
  readonly moduleType: string;
  readonly plantDesignation: string;
  readonly serial: string;
  readonly memoryCard: string;
}

export const cpu315: PlantIdentity = {
  orderNumber: '6ES7 315-2EH14-0AB0',
  firmware: [3, 2, 7],
  stationName: 'Press 2',
  moduleName: 'PLC_1',
  moduleType: 'CPU 315-2 PN/DP',
  plantDesignation: 'Hall 1',
  serial: 'S C-X4U421302009',
  memoryCard: 'MMC 7C1E20A4',
};
