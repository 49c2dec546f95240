import type { Candidate } from './attribution.ts';
import { type Names, shownNames } from './names.ts';
import { capital } from './reason-text.ts';

/** Who can have done it, and why that is possible, as a shift lead would say it. */
export function candidateSentence({ actor, by, session, path, identity }: Candidate, names: Names): string {
  const shown = shownNames(names);
  const person = shown.person(actor.kind === 'person' ? actor.person : undefined);
  const way = path === undefined ? '' : `, by ${shown.path(path)}`;
  switch (by) {
    case 'session':
      return `${capital(person)}, who had ${shown.session(session)} open.`;
    case 'claim':
      return `${capital(person)}, who says: this was me.`;
    case 'record':
      if (actor.kind === 'person')
        return `${capital(person)}${identity === undefined ? '' : ` as ${shown.identity(identity)}`}${way}: a record shows it.`;
      if (actor.kind === 'system')
        return `The system ${shown.system(actor.system)}${way}: a record shows it.`;
      return identity === undefined
        ? `Somebody${way}: a record shows it.`
        : `Whoever used ${shown.identity(identity)}${way}: a record shows it.`;
    case 'cause':
      if (actor.kind === 'restart') return 'Nobody: it may have come of a restart.';
      return actor.kind === 'program'
        ? 'Nobody: the program itself may have written it.'
        : 'Nobody: it may have followed from something else that happened.';
    case 'path':
      return `Anybody by ${shown.path(path)}, which nobody watched.`;
  }
}
