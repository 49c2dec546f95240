import manifest from '../package.json' with { type: 'json' };

/** How this agent names itself to the server. */
export const build = `witnessmark-agent ${manifest.version}`;
