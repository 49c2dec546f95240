/**
 * How ids read, for whoever reads: each gives the text shown, or null where it is not known or the reader may not see
 * it. Names live outside of judgements, so that one judgement reads differently to different readers.
 */
export interface Names {
  person(id: string): string | null;
  system(id: string): string | null;
  /** An account, a station or an address. */
  identity(id: string): string | null;
  session(id: string): string | null;
  /** An access path, as the site calls it: `panel`. */
  path(id: string): string | null;
  /** A witness and what its records are: `OPC UA audit event`. */
  witness(id: string): string | null;
}

/** Names with what stands for those that are not shown. */
export interface ShownNames {
  person(id: string | undefined): string;
  system(id: string): string;
  identity(id: string | undefined): string;
  session(id: string | undefined): string;
  path(id: string | undefined): string;
  witness(id: string | undefined): string;
}

export function shownNames(names: Names): ShownNames {
  const shown = (lookUp: (id: string) => string | null, instead: string) => (id: string | undefined) =>
    (id === undefined ? null : lookUp(id)) ?? instead;
  return {
    person: shown(id => names.person(id), 'a person'),
    system: shown(id => names.system(id), 'a system'),
    identity: shown(id => names.identity(id), 'an account'),
    session: shown(id => names.session(id), 'a session'),
    path: shown(id => names.path(id), 'a path that is not named'),
    witness: shown(id => names.witness(id), 'a record'),
  };
}
