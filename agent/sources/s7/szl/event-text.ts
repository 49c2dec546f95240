/**
 * Events of a CPU that tell of its modes and its program (Siemens A5E00739858, chapter "Events", classes 1, 4
 * and 6).
 */
const texts: Readonly<Record<number, string>> = {
  4993: 'manual warm restart requested',
  4994: 'automatic warm restart requested',
  4995: 'manual hot restart requested',
  4996: 'automatic hot restart requested',
  4997: 'manual cold restart requested',
  4998: 'automatic cold restart requested',
  17152: 'power on, memory was backed up',
  17153: 'from STOP to START-UP',
  17154: 'from START-UP to RUN',
  17155: 'STOP by the mode selector switch',
  17156: 'STOP by a programming device, or by another station with SFB 20',
  17157: 'HOLD, breakpoint reached',
  17158: 'HOLD left, breakpoint left',
  17159: 'memory reset begun by a programming device',
  17160: 'memory reset begun by the mode selector switch',
  17161: 'memory reset begun by the CPU itself, memory was not backed up',
  17162: 'HOLD left for STOP',
  17166: 'memory reset done',
  17791: 'STOP by a STOP instruction of the program',
  25936: 'checksum error in a block',
  25937: 'block missing',
};

/** What an event means; of one that is not in the table, its number alone. */
export function eventText(event: number): string {
  const number = `16#${event.toString(16).toUpperCase().padStart(4, '0')}`;
  const text = texts[event];
  return text === undefined ? number : `${number} ${text}`;
}
