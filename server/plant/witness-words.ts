/** What the records of a kind of witness are called in a sentence; a kind that is not listed reads as its own word. */
const words: Readonly<Record<string, string>> = {
  'opcua-audit': 'OPC UA audit event',
  'opcua-sessions': 'OPC UA session diagnostics',
  'opcua-locks': 'OPC UA lock',
  's7-cpu': "the CPU's own record",
  'webapi-cpu': "the CPU's own record",
  syslog: 'syslog message',
  windows: 'Windows log-on record',
  'jump-host': 'jump host record',
  'hmi-audit': 'audit trail of the panel',
  gate: 'gateway record',
  'remote-access': 'remote-access record',
  restore: 'our restore',
};

/** @param witness `<kind>/<name>`, as judgements name witnesses. */
export function witnessWords(witness: string): string {
  const cut = witness.indexOf('/');
  const kind = cut < 0 ? witness : witness.slice(0, cut);
  return words[kind] ?? `${kind.replaceAll('-', ' ')} record`;
}
