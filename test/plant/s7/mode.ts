export type PlantMode = 'RUN' | 'STOP' | 'STARTUP' | 'HOLD';

/** As status lists and the diagnostic buffer write them. */
export const modeNumbers: Readonly<Record<PlantMode, number>> = { STOP: 4, STARTUP: 6, RUN: 8, HOLD: 10 };
