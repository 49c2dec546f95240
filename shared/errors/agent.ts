import { errorEntries } from './entry.ts';

export const agentErrors = errorEntries({
  'agent.spool-full': {
    status: 507,
    happened: 'the spool is full',
    remedy: 'Give the spool more room or bring the server back; intermediate versions are merged meanwhile.',
  },
  'agent.reading-timed-out': {
    status: 504,
    happened: 'the reading did not end within its deadline',
    remedy: 'Look at the device and the network; raise the deadline where the reading is known to be long.',
  },
  'agent.reading-malformed': {
    status: 500,
    happened: 'the source gave a reading that cannot be true',
    remedy: 'Report it: nothing of this reading was recorded.',
  },
  'agent.hands-off': {
    status: 409,
    happened: 'contact with the asset is stopped by a local hands-off',
    remedy: 'End it with witnessmark-agent hands-off <asset> --end.',
  },
  'agent.order-expired': {
    status: 410,
    happened: 'the order expired before it could be carried out',
    remedy: 'Give it again when the agent is connected.',
  },
  'agent.stream-unknown': {
    status: 404,
    happened: 'this agent watches no such stream',
    remedy: 'Check the assets and sources in the configuration of the agent.',
  },
  'agent.stopping': {
    status: 503,
    happened: 'the agent is stopping',
    remedy: 'Give the order again when it runs.',
  },
  'agent.spool-refused': {
    status: 507,
    happened: 'the spool did not take what was read',
    remedy: 'Nothing counts as seen and the reading is made again; look at the disk of the data directory.',
  },
  'agent.device-different': {
    status: 409,
    happened: 'a different device answers at this address',
    remedy: 'Say whether it was replaced, moved or wrongly addressed.',
  },
  'agent.device-unproven': {
    status: 409,
    happened: 'nothing that answers at this address can be compared with the known device',
    remedy: 'Say whether it was replaced, moved or wrongly addressed.',
  },
  'agent.no-stranger': {
    status: 409,
    happened: 'no different device was seen that could be judged',
    remedy: 'Wait until the agent has reached the device and told its identity.',
  },
  'agent.asset-unknown': {
    status: 404,
    happened: 'this agent watches no such asset',
    remedy: 'Use the id under which the asset stands in the configuration.',
  },
  'agent.usage': {
    status: 400,
    happened: 'the command cannot be understood',
    remedy: 'See --help.',
  },
});
