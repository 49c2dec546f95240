import { type ReactNode, useState } from 'react';

/** What is drawn only once it is opened. */
export function Unfolding({
  summary,
  loud = false,
  children,
}: {
  readonly summary: string;
  readonly loud?: boolean;
  readonly children: () => ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <details
      className="unfolding"
      onToggle={event => {
        if (event.currentTarget.open) setOpened(true);
      }}
    >
      <summary className={loud ? 'loud-text' : undefined}>{summary}</summary>
      {opened && children()}
    </details>
  );
}
