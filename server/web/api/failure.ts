import type { Problem } from '@witnessmark/shared/api';

/** The server answered and refused; says what happened and what to do. */
export class RefusedError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'RefusedError';
    this.problem = problem;
  }
}

/** No answer came at all. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The server did not answer.', { cause });
    this.name = 'UnreachableError';
  }
}

/** A refusal from something that does not speak problem details, such as a proxy on the way. */
export function foreignProblem(status: number, path: string): Problem {
  return {
    type: 'about:blank',
    title: 'the answer explains nothing',
    status,
    detail: `${path}, status ${status}`,
    code: 'http.unexplained',
    remedy:
      'Something between this browser and the server may have answered. Try again, then look at the server’s own log.',
  };
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof RefusedError && error.problem.status === 401;
}

/** The password was right, and the person has a second factor. */
export function isCodeNeeded(error: unknown): boolean {
  return error instanceof RefusedError && error.problem.code === 'identity.code-needed';
}

/** The act needs a fresh proof of who it is. */
export function isStepUpNeeded(error: unknown): boolean {
  return error instanceof RefusedError && error.problem.code === 'identity.step-up-needed';
}
