/** Bytes from the device that break the protocol. The transport turns it into `s7.broken-answer`. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}
