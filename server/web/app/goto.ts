import { useNavigate } from '@tanstack/react-router';
import type { KeyBinding } from '../keys/index.ts';
import { useViews } from './views.ts';

/** g and a letter lead to a view from anywhere. */
export function useGoto(): readonly KeyBinding[] {
  const navigate = useNavigate();
  const views = useViews();
  return [
    ...views.map(view => ({
      keys: `g ${view.key}`,
      does: view.name.toLowerCase(),
      run: () => void navigate({ to: view.to }),
    })),
    { keys: 'g m', does: 'my account', run: () => void navigate({ to: '/account' }) },
  ];
}
