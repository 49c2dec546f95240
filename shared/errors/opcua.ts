import { errorEntries } from './entry.ts';

export const opcuaErrors = errorEntries({
  'opcua.no-route': {
    status: 502,
    happened: 'no network route to the OPC UA server',
    remedy: 'Check the endpoint address and the firewall between the agent and the controller.',
  },
  'opcua.refused': {
    status: 502,
    happened: 'the OPC UA server refused the connection',
    remedy:
      'See the status in the detail. Most often the agent’s certificate still has to be trusted on the server.',
  },
  'opcua.endpoint-missing': {
    status: 502,
    happened: 'the OPC UA server offers no endpoint with the wanted security',
    remedy:
      'Enable SignAndEncrypt with Aes256_Sha256_RsaPss or Basic256Sha256 on the server, or allow a weaker one for this asset and say why.',
  },
  'opcua.certificate-untrusted': {
    status: 403,
    happened: 'the OPC UA server’s certificate is not trusted',
    remedy:
      'Compare its thumbprint with the one the controller shows, then pin it in the configuration or move the file to the trusted folder.',
  },
  'opcua.certificate-changed': {
    status: 403,
    happened: 'the OPC UA server shows another certificate than the pinned one',
    remedy:
      'Find out who renewed it. If it is right, pin the new thumbprint; if nobody did, another machine may stand at this address.',
  },
  'opcua.certificates-unusable': {
    status: 500,
    happened: 'the agent’s own certificates cannot be used',
    remedy: 'Check that the files named are there and that the account the agent runs under may read them.',
  },
  'opcua.user-refused': {
    status: 403,
    happened: 'the OPC UA server refused the user',
    remedy: 'Check name and password; the watcher needs a user that may read and browse, and no more.',
  },
  'opcua.no-free-session': {
    status: 503,
    happened: 'the OPC UA server has no session free',
    remedy: 'Close an unused client; small controllers allow only a few. The agent tries again by itself.',
  },
  'opcua.timed-out': {
    status: 504,
    happened: 'the OPC UA server did not answer in time',
    remedy: 'It may be frozen, busy or overloaded; the agent backs off and tries again.',
  },
  'opcua.link-lost': {
    status: 502,
    happened: 'the connection to the OPC UA server broke',
    remedy: 'The agent connects again by itself; the time between is recorded as a gap.',
  },
  'opcua.service-failed': {
    status: 502,
    happened: 'the OPC UA server refused a request',
    remedy: 'See the status in the detail.',
  },
  'opcua.too-large': {
    status: 422,
    happened: 'the address space is larger than the crawl may be',
    remedy: 'Name narrower roots in the configuration, or raise the crawl’s limits.',
  },
  'opcua.root-missing': {
    status: 404,
    happened: 'a root of the configuration is not in the address space',
    remedy: 'Compare the browse path with what the server shows, for example with discover.',
  },
  'opcua.rule-invalid': {
    status: 422,
    happened: 'a rule of the configuration cannot be used',
    remedy: 'See the rule and the reason in the detail.',
  },
  'opcua.not-a-read': {
    status: 500,
    happened: 'a request that is not a read was stopped before it left the agent',
    remedy: 'This is a defect of the agent; nothing was sent. Report it.',
  },
});
