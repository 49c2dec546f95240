import { errorEntries } from './entry.ts';

/** The agent's memory and its membership of a site. */
export const spoolErrors = errorEntries({
  'agent.spool-in-use': {
    status: 409,
    happened: 'another agent works on this spool',
    remedy: 'Stop the other one, or give this agent a data directory of its own.',
  },
  'agent.spool-damaged': {
    status: 500,
    happened: 'the spool is damaged',
    remedy: 'Start the agent again: it sets the spool aside, begins a new one and says so.',
  },
  'agent.spool-newer': {
    status: 409,
    happened: 'the spool was written by a newer agent',
    remedy: 'Run that version again until the spool is empty, or give this agent another data directory.',
  },
  'agent.epoch-changed': {
    status: 409,
    happened: 'the spool began a new epoch, in which the stream has not been read yet',
    remedy: 'The agent reads the whole stream anew by itself; nothing of this reading was recorded.',
  },
  'agent.spool-closed': {
    status: 503,
    happened: 'the spool is closed',
    remedy: 'The agent is stopping; nothing was stored.',
  },
  'agent.content-missing': {
    status: 422,
    happened: 'a fact names content that was not handed over with it',
    remedy: 'This is a defect of the agent; the fact was not stored. Report it.',
  },
  'agent.content-mismatch': {
    status: 422,
    happened: 'content does not have the hash it was handed over under',
    remedy: 'The file may have changed while it was read; the next reading takes it anew.',
  },
  'agent.fact-invalid': {
    status: 422,
    happened: 'a fact does not fit its schema',
    remedy: 'This is a defect of the agent; the fact was not stored. Report it.',
  },
  'agent.not-joined': {
    status: 409,
    happened: 'the agent has not joined a site',
    remedy: 'Run witnessmark-agent join with a token from the Agents page.',
  },
  'agent.already-joined': {
    status: 409,
    happened: 'the agent has joined a site already',
    remedy: 'Remove its identity file first if it is to join another one.',
  },
  'agent.identity-unreadable': {
    status: 500,
    happened: "the agent's identity file cannot be used",
    remedy: 'Restore it, or remove it and join again with a new invitation.',
  },
});
