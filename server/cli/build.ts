/** What this build calls itself, to people and to agents. */
export const build = 'witnessmark 0.1.0';
