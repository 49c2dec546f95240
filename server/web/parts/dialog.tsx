import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal; Escape closes it and focus goes back to where it was (the browser's own dialog does both). */
export function Dialog({ open, title, wide = false, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  return (
    <dialog ref={dialog} className={wide ? 'wide' : undefined} aria-labelledby={heading} onClose={onClose}>
      {open && (
        <>
          <header className="dialog-head">
            <h2 id={heading}>{title}</h2>
            <button type="button" className="quiet" onClick={() => dialog.current?.close()}>
              Close
            </button>
          </header>
          {children}
        </>
      )}
    </dialog>
  );
}
