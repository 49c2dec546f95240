import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { EngineerSession, SessionRule } from '@witnessmark/shared/api';
import { useState } from 'react';
import { acts, assetsQuery, sessionRuleQuery } from '../api/index.ts';
import { useMay, useMe } from '../app/index.ts';
import { counted, Dialog, Failed, type Kind, kindNames, textOf } from '../parts/index.ts';
import { shiftEnd, useZone } from '../time/index.ts';
import { useReread } from './reread.ts';

interface Props {
  /** The assets the work is on; null where they are chosen in the form. */
  readonly assets: readonly { readonly id: string; readonly name: string }[] | null;
}

const hourMs = 3_600_000;
const allKinds: readonly Kind[] = ['logic', 'setpoint', 'recipe', 'config'];

/** From "I need this for an hour" to a running session: one small form, one proof. */
export function WorkOn({ assets }: Props) {
  const [open, setOpen] = useState(false);
  const title = assets === null ? 'Ask for a session' : 'Work on this';
  return (
    <span className="act">
      <button type="button" className="main" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {title}
      </button>
      <Dialog open={open} title={title} onClose={() => setOpen(false)}>
        <Form assets={assets} onDone={() => setOpen(false)} />
      </Dialog>
    </span>
  );
}

function Form({ assets: given, onDone }: Props & { readonly onDone: () => void }) {
  const reread = useReread();
  const zone = useZone();
  const { site } = useMe();
  const mayBreak = useMay('break-glass');
  const [breakGlass, setBreakGlass] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>(given?.map(({ id }) => id) ?? []);
  const [kinds, setKinds] = useState(allKinds);
  const [asked, setAsked] = useState<EngineerSession | null>(null);
  const rule = useQuery(sessionRuleQuery(chosen, kinds, breakGlass));
  const go = useMutation({
    mutationFn: async (form: FormData) => {
      // What was asked for already is only started: a proof that was not given must not ask twice.
      const session = asked ?? (await ask(form));
      if (session.state === 'requested' || session.state === 'running') return session;
      setAsked(session);
      await acts.startSession(session.number);
      return { ...session, state: 'running' as const };
    },
    onSuccess: session => {
      setAsked(session);
      if (session.state === 'running') onDone();
    },
    onSettled: reread,
  });
  const ask = (form: FormData): Promise<EngineerSession> => {
    const ticket = textOf(form, 'ticket');
    const body = {
      assets: [...chosen],
      purpose: textOf(form, 'purpose'),
      until: untilOf(textOf(form, 'until'), site.shifts ?? [], zone).toISOString(),
      kinds: [...kinds],
      plan: textOf(form, 'plan')
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== '')
        .flatMap(items => chosen.map(asset => ({ asset, items }))),
      ...(ticket === '' ? {} : { ticket }),
    };
    return breakGlass ? acts.breakGlass(body) : acts.requestSession(body);
  };
  if (asked?.state === 'requested') return <Waiting session={asked} onDone={onDone} />;
  const approvals = rule.data?.approvals ?? 0;
  return (
    <form
      className="fields"
      onSubmit={event => {
        event.preventDefault();
        go.mutate(new FormData(event.currentTarget));
      }}
    >
      {breakGlass && (
        <div className="explain">
          <p>
            It starts at once and without an approval. Others are told, somebody else has to review it
            afterwards, and it shows on every change it covers.
          </p>
        </div>
      )}
      {given === null && <AssetChoice onChoose={setChosen} />}
      <label>
        What for
        <input name="purpose" required maxLength={1000} autoComplete="off" />
      </label>
      <Until shifts={site.shifts ?? []} zone={zone} />
      <label>
        Ticket or work order, if there is one
        <input name="ticket" maxLength={100} autoComplete="off" />
      </label>
      <details>
        <summary>
          What will change:{' '}
          {kinds.length === allKinds.length ? 'anything' : kinds.map(kind => kindNames[kind]).join(', ')}
        </summary>
        <fieldset>
          <legend>Kinds of change to be expected</legend>
          {allKinds.map(kind => (
            <label key={kind}>
              <input
                type="checkbox"
                checked={kinds.includes(kind)}
                onChange={event =>
                  setKinds(
                    allKinds.filter(each => (each === kind ? event.target.checked : kinds.includes(each))),
                  )
                }
              />
              {kindNames[kind]}
            </label>
          ))}
        </fieldset>
        <label>
          Items to be changed, a line each; * and ** stand for any
          <textarea name="plan" rows={2} maxLength={5000} placeholder="logic/FC12*" />
        </label>
      </details>
      <RuleText rule={rule.data} breakGlass={breakGlass} known={given ?? []} />
      {go.error && (
        <Failed
          what={asked ? `${asked.number} is approved, and did not start` : 'Not asked'}
          error={go.error}
        />
      )}
      <div className="buttons">
        <button
          type="submit"
          className={breakGlass ? 'grave' : 'main'}
          disabled={go.isPending || chosen.length === 0 || kinds.length === 0}
        >
          {asked ? `Start ${asked.number}` : wordOf(approvals, breakGlass)}
        </button>
        {mayBreak && asked === null && (breakGlass || approvals > 0) && (
          <button type="button" onClick={() => setBreakGlass(!breakGlass)}>
            {breakGlass ? 'Ask for an approval instead' : 'It cannot wait'}
          </button>
        )}
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function wordOf(approvals: number, breakGlass: boolean): string {
  if (breakGlass) return 'Break the glass and start';
  return approvals > 0 ? 'Ask for it' : 'Start';
}

/** What the policy will ask, and who is there already, before anything is sent. */
function RuleText({
  rule,
  breakGlass,
  known,
}: {
  readonly rule: SessionRule | undefined;
  readonly breakGlass: boolean;
  readonly known: readonly { readonly id: string; readonly name: string }[];
}) {
  if (!rule) return null;
  const { approvals, longestHours, running, rule: name } = rule;
  const nameOf = (asset: string) => known.find(({ id }) => id === asset)?.name ?? asset;
  return (
    <div role="status">
      <p className="fine">
        {approvals === 0
          ? `${breakGlass ? 'No approval is asked for' : 'No approval is needed'} (${name}).`
          : `Needs ${counted(approvals, 'approval')} (${name}).`}{' '}
        At most {longestHours} h at once. Your proof is asked for at the start.
      </p>
      {running.map(({ number, who, assets }) => (
        <p key={number} className="blank">
          ! {who.label} is on {assets.map(nameOf).join(', ')} already ({number}). Both of you are told; what
          changes meanwhile may be either’s.
        </p>
      ))}
    </div>
  );
}

function Waiting({ session, onDone }: { readonly session: EngineerSession; readonly onDone: () => void }) {
  const { number, approvals } = session;
  return (
    <div className="fields">
      <p role="status">
        {number} waits for {counted(approvals.needed, 'approval')} ({approvals.rule}). It stands under
        Sessions, where you start it once it is approved.
      </p>
      <div className="buttons">
        <button type="button" className="main" onClick={onDone}>
          Close
        </button>
      </div>
    </div>
  );
}

const untilChoices = [
  { value: '1', name: '1 h' },
  { value: '4', name: '4 h' },
] as const;

function Until({ shifts, zone }: { readonly shifts: readonly string[]; readonly zone: string }) {
  const end = shiftEnd(shifts, new Date(), zone);
  return (
    <fieldset>
      <legend>For how long</legend>
      {untilChoices.map(({ value, name }) => (
        <label key={value}>
          <input type="radio" name="until" value={value} defaultChecked={value === '1'} /> {name}
        </label>
      ))}
      {end !== null && (
        <label>
          <input type="radio" name="until" value="shift" /> until the shift ends
        </label>
      )}
    </fieldset>
  );
}

/** The end that was chosen, counted from the moment it is sent. */
function untilOf(choice: string, shifts: readonly string[], zone: string): Date {
  const now = new Date();
  const shift = choice === 'shift' ? shiftEnd(shifts, now, zone) : null;
  return shift ?? new Date(now.getTime() + (Number(choice) || 1) * hourMs);
}

function AssetChoice({ onChoose }: { readonly onChoose: (assets: readonly string[]) => void }) {
  const assets = useInfiniteQuery(assetsQuery({}));
  const rows = assets.data?.pages.flatMap(page => page.rows) ?? [];
  return (
    <label>
      Assets; several with Ctrl
      <select
        multiple
        required
        size={Math.min(8, Math.max(3, rows.length))}
        onChange={event => onChoose([...event.target.selectedOptions].map(option => option.value))}
      >
        {rows.map(({ id, name, area }) => (
          <option key={id} value={id}>
            {name} ({area})
          </option>
        ))}
      </select>
    </label>
  );
}
