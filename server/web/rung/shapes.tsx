import {
  isPlain,
  type Mark,
  type Plates,
  type Shape,
  type Text,
  widthOf,
} from '@witnessmark/shared/languages/drawing';

interface Props {
  readonly shape: Shape;
  readonly href: ((name: string) => string | null) | undefined;
}

/** The whole drawing is described as text: single letters and signs of it say nothing. */
const unread = { 'aria-hidden': true } as const;

/** One shape of a drawing. Colours and lines come of its class. */
export function ShapeMark({ shape, href }: Props) {
  switch (shape.is) {
    case 'wire':
      return <Line points={shape.points} kind={shape.line} ghost={shape.ghost} />;
    case 'contact':
    case 'coil':
      return <PlatesShape shape={shape} />;
    case 'bubble':
      return (
        <circle className={classes('rung-bubble', shape.ghost)} cx={shape.x} cy={shape.y} r={shape.radius} />
      );
    case 'dot':
      return <circle className={classes('rung-dot', shape.ghost)} cx={shape.x} cy={shape.y} r={2.5} />;
    case 'text':
      return <TextShape text={shape} href={href} />;
    case 'mark':
      return <MarkShape mark={shape} />;
    case 'initial-step': {
      const { x, y, width, height } = shape.frame;
      return (
        <g className={classes('rung-step', shape.ghost)}>
          <rect x={x} y={y} width={width} height={height} />
          <rect x={x + 3} y={y + 3} width={width - 6} height={height - 6} />
        </g>
      );
    }
    default: {
      const { x, y, width, height } = shape.frame;
      return (
        <rect
          className={classes(`rung-${shape.is}`, shape.ghost)}
          x={x}
          y={y}
          width={width}
          height={height}
          rx={shape.is === 'box' ? 2 : 0}
        />
      );
    }
  }
}

function classes(name: string, ghost: boolean): string {
  return ghost ? `${name} rung-ghost` : name;
}

function Line({
  points,
  kind,
  ghost,
}: {
  readonly points: readonly number[];
  readonly kind: string;
  readonly ghost: boolean;
}) {
  const name = classes(`rung-line rung-${kind}`, ghost);
  const list = (shift: number) => points.map((value, at) => (at % 2 === 0 ? value : value + shift)).join(' ');
  if (kind === 'jump') {
    const [x = 0, y = 0] = points.slice(-2);
    return (
      <>
        <polyline className={name} points={list(0)} />
        <polyline className={name} points={`${x - 4} ${y - 6} ${x} ${y} ${x + 4} ${y - 6}`} />
      </>
    );
  }
  if (kind !== 'double') return <polyline className={name} points={list(0)} />;
  return (
    <>
      <polyline className={name} points={list(-2)} />
      <polyline className={name} points={list(2)} />
    </>
  );
}

/** Plates of a contact, brackets of a coil, with the letter between them. */
function PlatesShape({ shape }: { readonly shape: Plates }) {
  const { x, y, width, height } = shape.frame;
  const [right, bottom, middle] = [x + width, y + height, y + height / 2];
  const bend = 7;
  return (
    <g className={classes('rung-plates', shape.ghost)} {...unread}>
      {shape.is === 'contact' ? (
        <path d={`M${x} ${y}V${bottom}M${right} ${y}V${bottom}`} />
      ) : (
        <path
          d={`M${x + bend} ${y}Q${x - bend} ${middle} ${x + bend} ${bottom}M${right - bend} ${y}Q${right + bend} ${middle} ${right - bend} ${bottom}`}
        />
      )}
      {shape.letter === '/' ? (
        <path d={`M${x + 5} ${bottom - 3}L${right - 5} ${y + 3}`} />
      ) : (
        shape.letter !== '' && (
          <text className="rung-letter" x={x + width / 2} y={middle + 4} textAnchor="middle">
            {shape.letter}
          </text>
        )
      )}
    </g>
  );
}

const lineHeight = 15;

function TextShape({ text, href }: { readonly text: Text; readonly href: Props['href'] }) {
  const { frame, align, lines, role, full, name } = text;
  const x = align === 'start' ? frame.x : align === 'end' ? frame.x + frame.width : frame.x + frame.width / 2;
  const address = name === null ? null : (href?.(name) ?? null);
  const drawn = (
    <text
      className={classes(`rung-text rung-${role}-text`, text.ghost)}
      textAnchor={align}
      aria-hidden={address === null ? true : undefined}
    >
      {full !== null && <title>{full}</title>}
      {lines.map((line, at) => (
        <tspan
          key={at}
          x={x}
          y={frame.y + at * lineHeight + 11}
          {...(isPlain(line)
            ? {}
            : { textLength: widthOf([line]), lengthAdjust: 'spacingAndGlyphs' as const })}
        >
          {line}
        </tspan>
      ))}
    </text>
  );
  if (address === null) return drawn;
  return (
    <a className="rung-link" href={address} aria-label={full ?? lines.join('')}>
      {drawn}
    </a>
  );
}

const signs = { added: '+', removed: '−', changed: '~', moved: '↕' } as const;

/** An outline and a badge, both of a form of their own for each sign. */
function MarkShape({ mark }: { readonly mark: Mark }) {
  const { frame, badge, sign } = mark;
  const [x, y] = [badge.x + badge.width / 2, badge.y + badge.height / 2];
  const half = badge.width / 2;
  return (
    <g className={`rung-mark rung-mark-${sign}`} {...unread}>
      <rect
        className="rung-outline"
        x={frame.x}
        y={frame.y}
        width={frame.width}
        height={frame.height}
        rx={3}
      />
      {sign === 'changed' && (
        <rect
          className="rung-outline"
          x={frame.x + 2.5}
          y={frame.y + 2.5}
          width={frame.width - 5}
          height={frame.height - 5}
          rx={2}
        />
      )}
      {sign === 'removed' ? (
        <circle className="rung-badge" cx={x} cy={y} r={half} />
      ) : sign === 'changed' ? (
        <path
          className="rung-badge"
          d={`M${x} ${y - half - 1}L${x + half + 1} ${y}L${x} ${y + half + 1}L${x - half - 1} ${y}Z`}
        />
      ) : (
        <rect
          className="rung-badge"
          x={badge.x}
          y={badge.y}
          width={badge.width}
          height={badge.height}
          rx={sign === 'moved' ? 5 : 1}
        />
      )}
      <text className="rung-sign" x={x} y={y + 4} textAnchor="middle">
        {signs[sign]}
      </text>
    </g>
  );
}
