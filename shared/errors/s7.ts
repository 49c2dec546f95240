import { errorEntries } from './entry.ts';

export const s7Errors = errorEntries({
  's7.no-route': {
    status: 502,
    happened: 'no network route to the controller',
    remedy: 'Check the address, the cable and the firewall between the agent and the controller.',
  },
  's7.refused': {
    status: 502,
    happened: 'the controller refused the connection',
    remedy: 'Check rack and slot, and that nothing blocks TCP port 102.',
  },
  's7.no-free-connection': {
    status: 503,
    happened: 'the controller has no connection resource free',
    remedy: 'Close an unused HMI or programming-device connection; the agent tries again by itself.',
  },
  's7.protected': {
    status: 403,
    happened: 'the controller protects what was asked for',
    remedy:
      'Its protection level hides this from reading. It is shown as unreadable; nothing needs weakening.',
  },
  's7.missing': {
    status: 404,
    happened: 'the controller has no such block or list',
    remedy: 'Compare the configured data blocks with the program in the controller.',
  },
  's7.out-of-range': {
    status: 422,
    happened: 'the address lies outside the block',
    remedy: 'The layout does not fit the block in the controller; export the layout again.',
  },
  's7.timed-out': {
    status: 504,
    happened: 'the controller did not answer in time',
    remedy: 'It may be frozen, busy or overloaded; the agent backs off and tries again.',
  },
  's7.broken-answer': {
    status: 502,
    happened: 'the controller sent an answer that cannot be understood',
    remedy: 'The connection was closed and will be opened again; report the bytes in the log if it repeats.',
  },
  's7.link-lost': {
    status: 502,
    happened: 'the connection to the controller broke',
    remedy: 'The agent connects again by itself; the time between is recorded as a gap.',
  },
  's7.not-a-read': {
    status: 500,
    happened: 'a request that is not a read was stopped before it left the agent',
    remedy: 'This is a defect of the agent; nothing was sent. Report it.',
  },
  's7.not-available': {
    status: 501,
    happened: 'the controller does not offer this service',
    remedy:
      'S7-1200 and S7-1500 do not give their logic over classic S7 communication; watch the engineering export instead.',
  },
  's7.busy': {
    status: 503,
    happened: 'the controller serves no further upload at the moment',
    remedy: 'Somebody else is uploading from it; the agent tries again by itself.',
  },
  's7.engineer-connected': {
    status: 409,
    happened: 'a programming device is connected, so no block was uploaded',
    remedy: 'The engineer comes first; the blocks are read when the programming device has left.',
  },
  's7.block-changed': {
    status: 409,
    happened: 'the block changed while it was being uploaded',
    remedy: 'Somebody is loading the program; the agent reads the block again by itself.',
  },
  's7.block-damaged': {
    status: 502,
    happened: 'what was uploaded is not a whole block',
    remedy: 'The agent reads it again by itself; report the detail if it repeats.',
  },
  's7.refused-by-controller': {
    status: 502,
    happened: 'the controller refused the request',
    remedy: 'See the error word in the detail.',
  },
  's7.torn': {
    status: 409,
    happened: 'the values moved during every reading, so that no reading shows one moment',
    remedy: 'Exclude process values from the item, or split it into items that fit one answer.',
  },
  's7.layout-invalid': {
    status: 422,
    happened: 'the layout of a data block cannot be used',
    remedy: 'See the line in the detail; export the declaration again from the engineering tool.',
  },
});
