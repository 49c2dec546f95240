import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Dialog, Failed, textOf } from '../parts/index.ts';
import { useReread } from './reread.ts';

interface Props {
  readonly open: boolean;
  readonly title: string;
  /** What doing it means, before it is done. */
  readonly explain: ReactNode;
  /** The word on the button that does it. */
  readonly verb: string;
  readonly label?: string;
  readonly fields?: ReactNode;
  readonly onAct: (note: string, form: FormData) => Promise<unknown>;
  readonly onClose: () => void;
}

/** An act with a note that goes into the log, opened by a button or by a key. */
export function NoteDialog({ open, title, explain, verb, label, fields, onAct, onClose }: Props) {
  const reread = useReread();
  const act = useMutation({
    mutationFn: (form: FormData) => onAct(textOf(form, 'note'), form),
    onSuccess: async () => {
      onClose();
      await reread();
    },
  });
  const close = () => {
    act.reset();
    onClose();
  };
  return (
    <Dialog open={open} title={title} onClose={close}>
      <form
        className="fields"
        onSubmit={event => {
          event.preventDefault();
          act.mutate(new FormData(event.currentTarget));
        }}
      >
        <div className="explain">{explain}</div>
        {fields}
        <label>
          {label ?? 'Note, kept in the log'}
          <textarea name="note" maxLength={1000} rows={2} />
        </label>
        {act.error && <Failed what="Not done" error={act.error} />}
        <div className="buttons">
          <button type="submit" className="main" disabled={act.isPending}>
            {verb}
          </button>
          <button type="button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
