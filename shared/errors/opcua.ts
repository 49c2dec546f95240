import { errorEntries } from './entry.ts';

export const opcuaErrors = errorEntries({
  'opcua.no-route': {
    status: 502,
    happened: 'no network route to the OPC UA server',
    remedy: 'Check the endpoint address and the firewall between the agent and the controller.',
  },
});
