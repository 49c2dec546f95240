import { Link } from '@tanstack/react-router';
import type { Change } from '@witnessmark/shared/api';
import { counted } from '../parts/index.ts';
import { plannedWords } from '../sessions/index.ts';

/** What of a change an engineer session declared, and which; loud where something was not. */
export function PlannedBadges({ planned }: { readonly planned: Change['planned'] }) {
  return (
    <>
      {planned
        .filter(({ state }) => state !== 'with-cause')
        .map(({ state, sessions, breakGlass, parts }) => (
          <span
            key={`${state} ${sessions.join(' ')}`}
            className={state === 'outside-scope' || breakGlass ? 'badge loud' : 'badge'}
          >
            {state === 'outside-scope' && '! '}
            {plannedWords[state]}
            {sessions.length > 0 && ' in '}
            {sessions.map((session, n) => (
              <span key={session}>
                {n > 0 && ', '}
                <Link to="/sessions/$session" params={{ session }}>
                  {session}
                </Link>
              </span>
            ))}
            {breakGlass && ', ! break-glass'}
            {planned.length > 1 && ` (${counted(parts, 'part')})`}
          </span>
        ))}
    </>
  );
}
