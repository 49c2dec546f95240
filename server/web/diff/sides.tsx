/** A value before or after; said where there is none. */
export function Side({ text, side }: { readonly text: string | null; readonly side: 'old' | 'new' }) {
  if (text === null) return <span className="fine">none</span>;
  return side === 'old' ? <del className="value">{text}</del> : <ins className="value">{text}</ins>;
}

/** `+12.5 %`, with as many digits as a small step needs. */
export function percentText(percent: number | null): string {
  if (percent === null) return '';
  const text = Math.abs(percent) < 0.1 ? percent.toPrecision(2) : percent.toFixed(1);
  return `${percent > 0 ? '+' : ''}${text.replace('-', '−')} %`;
}

/** A step as the difference gives it, `-3` or `T#-2s`, with a sign that reads as one: `−3`, `T#−2s`, `+12.5`. */
export function stepText(step: string | null): string {
  if (step === null) return '';
  const isSigned = step.includes('-') || /^[^1-9]*$/.test(step);
  return isSigned ? step.replace('-', '−') : `+${step}`;
}
