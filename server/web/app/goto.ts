import { useNavigate } from '@tanstack/react-router';
import type { KeyBinding } from '../keys/index.ts';

/** g and a letter lead to a view from anywhere. */
export function useGoto(): readonly KeyBinding[] {
  const navigate = useNavigate();
  return [
    { keys: 'g o', does: 'overview', run: () => void navigate({ to: '/' }) },
    { keys: 'g c', does: 'changes', run: () => void navigate({ to: '/changes' }) },
    { keys: 'g s', does: 'assets', run: () => void navigate({ to: '/assets' }) },
    { keys: 'g a', does: 'agents', run: () => void navigate({ to: '/agents' }) },
    { keys: 'g l', does: 'log', run: () => void navigate({ to: '/log' }) },
    { keys: 'g m', does: 'my account', run: () => void navigate({ to: '/account' }) },
  ];
}
