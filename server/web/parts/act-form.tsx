import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { Failed } from './states.tsx';

interface ActProps {
  /** The button that opens the form, and the form's heading. */
  readonly title: string;
  /** What doing it means, before it is done. */
  readonly explain: ReactNode;
  /** The word on the button that does it. */
  readonly verb: string;
  readonly grave?: boolean;
  readonly fields?: ReactNode;
  readonly reason?: boolean;
  readonly onAct: (form: FormData) => Promise<unknown>;
  /** Said afterwards, politely. */
  readonly done: string;
}

/** An act with consequences: a button, a dialog that says what will happen, a reason that goes into the log. */
export function ActForm({
  title,
  explain,
  verb,
  grave = false,
  fields,
  reason = true,
  onAct,
  done,
}: ActProps) {
  const [open, setOpen] = useState(false);
  const act = useMutation({ mutationFn: onAct, onSuccess: () => setOpen(false) });
  const begin = () => {
    act.reset();
    setOpen(true);
  };
  return (
    <span className="act">
      <button type="button" className={grave ? 'grave' : undefined} onClick={begin} aria-haspopup="dialog">
        {title}
      </button>
      <span role="status" className="act-done">
        {act.isSuccess ? done : ''}
      </span>
      <Dialog open={open} title={title} onClose={() => setOpen(false)}>
        <form
          className="fields"
          onSubmit={event => {
            event.preventDefault();
            act.mutate(new FormData(event.currentTarget));
          }}
        >
          <div className="explain">{explain}</div>
          {fields}
          {reason && (
            <label>
              Reason, kept in the log
              <textarea name="reason" required maxLength={500} rows={2} />
            </label>
          )}
          {act.error && <Failed what="Not done" error={act.error} />}
          <div className="buttons">
            <button type="submit" className={grave ? 'grave' : 'main'} disabled={act.isPending}>
              {verb}
            </button>
            <button type="button" onClick={() => setOpen(false)}>
              Cancel
            </button>
          </div>
        </form>
      </Dialog>
    </span>
  );
}

/** A secret of a form exactly as typed: blanks at its ends belong to it. */
export function secretOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** A form's field as text; empty where it was not sent as text. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
