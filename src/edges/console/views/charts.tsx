/** A bar: so many of so many. The rest is an outline, so that it is told apart without color. */
interface Bar {
  readonly name: string;
  readonly value: number;
  readonly of: number;
}

const WIDTH = 200;

/** Bars below each other, with their numbers in words. */
export function Bars(props: { readonly rows: readonly Bar[]; readonly words: (value: number, of: number) => string }) {
  return (
    <>
      {props.rows.map(({ name, value, of }) => (
        <div key={name} class="chart-bar">
          <span>{name}</span>
          <span>{props.words(value, of)}</span>
          <svg viewBox={`0 0 ${WIDTH} 12`} preserveAspectRatio="none">
            <rect class="rest" x="0.5" y="0.5" width={WIDTH - 1} height="11" />
            <rect class="filled" x="0" y="0" width={of === 0 ? 0 : (WIDTH * value) / of} height="12" />
          </svg>
        </div>
      ))}
    </>
  );
}

const STEP = 10;
const HEIGHT = 100;

/** Columns beside each other, oldest first. `ends`: what stands below the first and the last. */
export function Columns(props: { readonly values: readonly number[]; readonly ends: readonly string[] }) {
  const most = Math.max(1, ...props.values);
  return (
    <>
      <span class="most">{Math.max(0, ...props.values)}</span>
      <svg class="columns" viewBox={`0 0 ${props.values.length * STEP} ${HEIGHT}`} preserveAspectRatio="none">
        {props.values.map((value, at) => {
          const height = (HEIGHT * value) / most;
          return (
            <rect
              key={String(at)}
              class="filled"
              x={at * STEP + 1}
              y={HEIGHT - height}
              width={STEP - 2}
              height={height}
            />
          );
        })}
      </svg>
      <span class="ends">
        {props.ends.map((end) => (
          <span key={end}>{end}</span>
        ))}
      </span>
    </>
  );
}
