import { useQueryClient } from '@tanstack/react-query';
import type { AssetPaths, PathsDeclaration } from '@witnessmark/shared/api';
import { useState } from 'react';
import { ActForm, textOf } from '../parts/index.ts';
import { registryActs } from './queries.ts';

type Path = PathsDeclaration['paths'][number];
const kinds = ['logic', 'setpoint', 'recipe', 'config'] as const;
const pathsAtMost = 20;

interface Props {
  readonly asset: string;
  readonly paths: AssetPaths;
}

/** Declares all ways anew: what is listed already stands in the form. */
export function DeclarePaths({ asset, paths }: Props) {
  const queries = useQueryClient();
  return (
    <ActForm
      title="Declare the ways"
      verb="Declare"
      explain={
        <p>
          Every way by which somebody can write to it, also those that nobody watches: a way left out is a
          hole nobody sees. Any one of the witnesses of a way, proven alive, is enough.
        </p>
      }
      fields={<Fields paths={paths} />}
      done="Declared."
      onAct={async form => {
        const wanted = pathsIn(form, paths);
        await registryActs.setPaths(asset, { paths: wanted, reason: textOf(form, 'reason') });
        await queries.invalidateQueries({ queryKey: ['asset', asset, 'paths'] });
      }}
    />
  );
}

function Fields({ paths: { paths, idle } }: { readonly paths: AssetPaths }) {
  const [count, setCount] = useState(Math.max(1, paths.length));
  return (
    <>
      {Array.from({ length: count }, (_, n) => (
        <fieldset key={paths[n]?.id ?? `new ${n}`}>
          <legend>Way {n + 1}</legend>
          <label>
            Name, such as opcua, panel or pg; empty leaves it out
            <input
              name={`id ${n}`}
              defaultValue={paths[n]?.id ?? ''}
              pattern="[a-z][a-z0-9\-]*"
              maxLength={40}
            />
          </label>
          {kinds.map(kind => (
            <label key={kind} className="check">
              <input
                type="checkbox"
                name={`kind ${n} ${kind}`}
                defaultChecked={paths[n]?.kinds.includes(kind) ?? kind !== 'config'}
              />{' '}
              {kind}
            </label>
          ))}
          <label>
            Witnesses, one a line
            <textarea name={`witnesses ${n}`} rows={2} defaultValue={paths[n]?.witnesses.join('\n') ?? ''} />
          </label>
        </fieldset>
      ))}
      {idle.length > 0 && (
        <p className="fine">Heard of this asset: {idle.flatMap(({ name }) => name ?? []).join(', ')}</p>
      )}
      {count < pathsAtMost && (
        <button type="button" onClick={() => setCount(count + 1)}>
          One more way
        </button>
      )}
    </>
  );
}

/** What the form does not show of a way, its items and when it was closed, stays with its name. */
function pathsIn(form: FormData, { paths }: AssetPaths): Path[] {
  const found: Path[] = [];
  for (let n = 0; n < pathsAtMost; n += 1) {
    const id = textOf(form, `id ${n}`);
    if (id === '') continue;
    const before = paths.find(path => path.id === id);
    found.push({
      id,
      kinds: kinds.filter(kind => form.has(`kind ${n} ${kind}`)),
      items: before?.items ?? null,
      witnesses: textOf(form, `witnesses ${n}`)
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== ''),
      closed: before?.closed ?? [],
    });
  }
  return found;
}
