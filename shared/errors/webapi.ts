import { errorEntries } from './entry.ts';

export const webapiErrors = errorEntries({
  'webapi.no-route': {
    status: 502,
    happened: 'no network route to the CPU’s web server',
    remedy: 'Check the address, and the firewall between the agent and the controller.',
  },
  'webapi.refused': {
    status: 502,
    happened: 'the CPU’s web server refused the connection',
    remedy:
      'Its web server may be off, or off on this interface: the engineer of the CPU says whether it may be on.',
  },
  'webapi.certificate-untrusted': {
    status: 403,
    happened: 'the CPU’s certificate is not trusted',
    remedy:
      'Compare its thumbprint with the one the engineer sees, then pin it in the configuration, or name the CA that signed it.',
  },
  'webapi.certificate-changed': {
    status: 403,
    happened: 'the CPU shows another certificate than the pinned one',
    remedy:
      'Find out who renewed it. If it is right, pin the new thumbprint; if nobody did, another machine may stand at this address.',
  },
  'webapi.user-refused': {
    status: 403,
    happened: 'the CPU refused the user',
    remedy:
      'Check name and password; the watcher needs a user who may read and query diagnostics, and no more.',
  },
  'webapi.no-free-session': {
    status: 503,
    happened: 'the CPU has no web session free',
    remedy:
      'Sessions end by themselves after two minutes; close unused ones. The agent tries again by itself.',
  },
  'webapi.busy': {
    status: 503,
    happened: 'the CPU’s web server is busy',
    remedy: 'The agent backs off and tries again by itself; ask it for less if this stays.',
  },
  'webapi.timed-out': {
    status: 504,
    happened: 'the CPU’s web server did not answer in time',
    remedy: 'It may be busy or overloaded; the agent backs off and tries again.',
  },
  'webapi.link-lost': {
    status: 502,
    happened: 'the connection to the CPU’s web server broke',
    remedy: 'The agent connects again by itself; the time between is recorded as a gap.',
  },
  'webapi.service-failed': {
    status: 502,
    happened: 'the CPU’s web server did not answer as it should',
    remedy: 'See the detail; the firmware may answer otherwise than its manual says.',
  },
  'webapi.not-a-read': {
    status: 500,
    happened: 'a request that is no reading was stopped before it left',
    remedy: 'This is a fault of the agent: please report it. Nothing was sent.',
  },
});
