import { useState } from 'react';

/** Text that someone will paste elsewhere: selectable, with a button that copies where the browser allows it. */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  const [done, setDone] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone('Copied');
    } catch {
      setDone('Select the text and copy it: this browser does not let the page do it');
    }
  };
  return (
    <span className="copyable">
      <code>{text}</code>
      <button type="button" className="quiet" onClick={() => void copy()} aria-label={`Copy ${label}`}>
        Copy
      </button>
      <span role="status">{done}</span>
    </span>
  );
}
