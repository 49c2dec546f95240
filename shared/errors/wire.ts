import { errorEntries } from './entry.ts';

export const wireErrors = errorEntries({
  'wire.fact-invalid': {
    status: 422,
    happened: 'the fact does not fit its schema',
    remedy: 'It is kept in quarantine on the agent; update the agent or report it.',
  },
  'wire.fact-too-large': {
    status: 413,
    happened: 'the fact is larger than a fact may be',
    remedy: 'It is kept in quarantine on the agent; report it.',
  },
  'wire.forked': {
    status: 409,
    happened: 'the stream was written twice with the same numbers',
    remedy: 'The machine was cloned or its disk replaced; the agent begins a new epoch by itself.',
  },
  'wire.stream-not-assigned': {
    status: 403,
    happened: 'the stream is not assigned to this agent',
    remedy: 'Assign it on the Agents page; until then the agent keeps its facts.',
  },
  'wire.out-of-order': {
    status: 409,
    happened: 'an earlier fact of the stream has not arrived',
    remedy: 'The agent sends again from the fact that is missing.',
  },
  'wire.blob-missing': {
    status: 409,
    happened: 'the fact names content that has not arrived',
    remedy: 'The agent sends the content again, then the fact.',
  },
  'wire.blob-mismatch': {
    status: 422,
    happened: 'the content does not have the hash it was sent under',
    remedy: 'It was thrown away; the agent sends it again from its start.',
  },
  'wire.blob-range': {
    status: 409,
    happened: 'the part does not begin where the content already received ends',
    remedy: 'Ask how much is there and go on from that byte.',
  },
  'wire.blob-too-large': {
    status: 413,
    happened: 'the content is larger than the server takes',
    remedy: 'Exclude the file, or raise the limit on the server.',
  },
  'wire.staging-full': {
    status: 507,
    happened: 'too much unfinished content is waiting',
    remedy: 'The agent goes on later; check the disk of the server if it lasts.',
  },
  'wire.body-too-large': {
    status: 413,
    happened: 'the request is larger than the server takes',
    remedy: 'Send less at once, within the limits that hello gives.',
  },
  'wire.body-invalid': {
    status: 400,
    happened: 'the request cannot be understood',
    remedy: 'See the detail; the agent and the server may be of versions too far apart.',
  },
  'wire.body-too-deep': {
    status: 400,
    happened: 'the request is nested too deeply',
    remedy: 'No document of this protocol needs that depth; report it.',
  },
  'wire.body-interrupted': {
    status: 408,
    happened: 'the request stopped before it was whole',
    remedy: 'The link may be weak; the agent sends it again.',
  },
  'wire.signature-wrong': {
    status: 403,
    happened: "the signature over the streams' heads does not hold",
    remedy: "The batch was not signed by the key of the agent's certificate; nothing of it was taken.",
  },
  'wire.no-certificate': {
    status: 401,
    happened: 'no client certificate was shown',
    remedy: 'Join the agent with an invitation first.',
  },
  'wire.certificate-unknown': {
    status: 401,
    happened: 'the client certificate is not one that this site issued to this agent',
    remedy: 'Join the agent again with a new invitation.',
  },
  'wire.certificate-expired': {
    status: 401,
    happened: 'the client certificate has expired',
    remedy: 'The agent renews it by itself.',
  },
  'wire.certificate-too-old': {
    status: 403,
    happened: 'the client certificate expired too long ago to be renewed',
    remedy: 'Join the agent again with a new invitation.',
  },
  'wire.agent-revoked': {
    status: 403,
    happened: 'the agent was revoked',
    remedy: 'It may not speak any more. Join it again with a new invitation if that was a mistake.',
  },
  'wire.token-refused': {
    status: 403,
    happened: 'the invitation does not hold',
    remedy: 'It was used, has expired or was never made. Make a new one on the Agents page.',
  },
  'wire.token-invalid': {
    status: 422,
    happened: 'this is not a join token',
    remedy: 'Copy the whole token as the server printed it.',
  },
  'wire.protocol-unknown': {
    status: 426,
    happened: 'agent and server have no protocol version in common',
    remedy: 'Update the older one; a server takes agents up to two releases older.',
  },
  'wire.too-many-requests': {
    status: 429,
    happened: 'the agent asks too often',
    remedy: 'It waits as long as the answer says.',
  },
  'wire.no-such-call': {
    status: 404,
    happened: 'there is no such call',
    remedy: 'Check that the address is that of the agent listener and the versions fit.',
  },
  'wire.unreachable': {
    status: 502,
    happened: 'the server cannot be reached',
    remedy: 'Check the address, the network and the firewall; the agent keeps everything and tries again.',
  },
  'wire.wrong-server': {
    status: 502,
    happened: 'who answered is not the server this agent belongs to',
    remedy: 'Check what stands between (a proxy that opens TLS?); nothing was sent.',
  },
  'wire.answer-invalid': {
    status: 502,
    happened: 'the answer of the server cannot be understood',
    remedy: 'See the detail; the agent and the server may be of versions too far apart.',
  },
  'wire.refused': {
    status: 502,
    happened: 'the server refused the call',
    remedy: 'See the detail for its reason.',
  },
  'wire.busy': {
    status: 503,
    happened: 'the server is busy',
    remedy: 'The agent waits and tries again.',
  },
});
