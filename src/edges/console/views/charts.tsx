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
  return (
    <>
      <span class="most">{Math.max(0, ...props.values)}</span>
      <Drawn values={props.values} most={Math.max(1, ...props.values)} />
      <Ends ends={props.ends} />
    </>
  );
}

/** Small columns of several things below each other, all on one scale and each with its sum, so that none needs a color. */
export function SmallColumns(props: {
  readonly rows: readonly { readonly name: string; readonly values: readonly number[]; readonly total: string }[];
  readonly ends: readonly string[];
}) {
  const most = Math.max(1, ...props.rows.flatMap(({ values }) => values));
  return (
    <>
      {props.rows.map(({ name, values, total }) => (
        <div key={name} class="chart-bar small">
          <span>{name}</span>
          <span>{total}</span>
          <Drawn values={values} most={most} />
        </div>
      ))}
      <Ends ends={props.ends} />
    </>
  );
}

/** At least as high as can be seen, where there is one at all. */
const LEAST = 3;

function Drawn({ values, most }: { readonly values: readonly number[]; readonly most: number }) {
  return (
    <svg class="columns" viewBox={`0 0 ${values.length * STEP} ${HEIGHT}`} preserveAspectRatio="none">
      {values.map((value, at) => {
        const height = value === 0 ? 0 : Math.max(LEAST, (HEIGHT * value) / most);
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
  );
}

function Ends({ ends }: { readonly ends: readonly string[] }) {
  return (
    <span class="ends">
      {ends.map((end) => (
        <span key={end}>{end}</span>
      ))}
    </span>
  );
}
