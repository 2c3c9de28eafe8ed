/** Rows of pixels from the top left, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** A size in pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Scales a picture down until it fits, keeping its shape. A smaller one stays as it is. */
export function fitted(picture: Pixels, box: Box): Pixels {
  const scale = Math.min(1, box.width / picture.width, box.height / picture.height);
  if (scale === 1) return picture;
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  return shrunk(picture, width, height);
}

/** Each new pixel is the mean of the old ones below it, weighted by how much of each it covers. */
function shrunk(picture: Pixels, width: number, height: number): Pixels {
  const rgba = new Uint8Array(width * height * 4);
  const columns = spans(picture.width, width);
  const rows = spans(picture.height, height);
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) rgba.set(mean(picture, column, row), (y * width + x) * 4);
  }
  return { width, height, rgba };
}

/** Part of a line of old pixels: `from` inclusive, `to` exclusive, both fractions of pixels. */
interface Span {
  readonly from: number;
  readonly to: number;
}

function spans(before: number, after: number): readonly Span[] {
  const ratio = before / after;
  return Array.from({ length: after }, (_, at) => ({ from: at * ratio, to: Math.min(before, (at + 1) * ratio) }));
}

function mean({ width, rgba }: Pixels, column: Span, row: Span): readonly number[] {
  let [red, green, blue, opacity, area] = [0, 0, 0, 0, 0];
  for (let y = Math.floor(row.from); y < row.to; y += 1) {
    const high = Math.min(y + 1, row.to) - Math.max(y, row.from);
    for (let x = Math.floor(column.from); x < column.to; x += 1) {
      const covered = high * (Math.min(x + 1, column.to) - Math.max(x, column.from));
      const at = (y * width + x) * 4;
      // What cannot be seen must not colour its neighbours.
      const seen = covered * (rgba[at + 3] ?? 0);
      red += seen * (rgba[at] ?? 0);
      green += seen * (rgba[at + 1] ?? 0);
      blue += seen * (rgba[at + 2] ?? 0);
      opacity += seen;
      area += covered;
    }
  }
  if (opacity === 0) return [0, 0, 0, 0];
  return [red / opacity, green / opacity, blue / opacity, opacity / area].map(Math.round);
}
