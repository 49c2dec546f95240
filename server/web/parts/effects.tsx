import { Link } from '@tanstack/react-router';
import type { ChangeEffects, EffectOf } from '@witnessmark/shared/api';
import { counted } from './words.ts';

/** What came of a change, a line an effect, each with the rule that proves it. */
export function EffectList({
  effects,
  tabIndex,
}: {
  readonly effects: ChangeEffects;
  readonly tabIndex?: 0 | -1 | undefined;
}) {
  const more = effects.total - effects.list.length;
  return (
    <>
      <p className="effects-says">
        <strong>Effects</strong>: {effects.says}.
      </p>
      <ul className="effects" aria-label="Effects">
        {effects.list.map(effect => (
          <li key={`${effect.change} ${effect.path} ${effect.member ?? ''}`}>
            <span aria-hidden="true">↳</span>{' '}
            <Link to="/changes/$change" params={{ change: effect.change }} tabIndex={tabIndex}>
              <code>{effect.text || effect.path}</code>
            </Link>{' '}
            <span className="fine">{effect.sentence}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="fine">and {counted(more, 'more effect')}.</p>}
    </>
  );
}

/** What a change came of, as far as that is proven. */
export function EffectOfLine({
  effectOf,
  tabIndex,
}: {
  readonly effectOf: EffectOf;
  readonly tabIndex?: 0 | -1 | undefined;
}) {
  const recorded = effectOf.causes.length === 0 && effectOf.parts === effectOf.of;
  const entirely = effectOf.whole || recorded;
  return (
    <p className="effects-says">
      <strong>{entirely ? 'An effect' : 'In part an effect'}</strong>
      {effectOf.causes.length > 0 && ' of '}
      {effectOf.causes.map((cause, index) => (
        <span key={cause}>
          {index > 0 && ', '}
          <Link to="/changes/$change" params={{ change: cause }} tabIndex={tabIndex}>
            <code>{cause}</code>
          </Link>
        </span>
      ))}
      : {effectOf.says}.
    </p>
  );
}
