// Draws figures over the number of studies as an SVG that stands by itself. Pure: texts from numbers.

/** A line of a chart: milliseconds by number of studies. */
export interface Line {
  readonly name: string;
  readonly points: readonly { readonly studies: number; readonly ms: number }[];
}

/** A chart: its lines over one scale. */
export interface Chart {
  readonly title: string;
  readonly lines: readonly Line[];
}

const width = 860;
const plot = { left: 56, width: 560, height: 220 };
const rowHeight = plot.height + 96;
/** Distinguishable for all common kinds of colour vision, on white and on black (Okabe and Ito). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#999999', '#b3a000'];

/** Draws charts one below the other: studies to the right on a logarithmic scale, milliseconds upwards. */
export function drawCharts(charts: readonly Chart[]): string {
  const height = charts.length * rowHeight + 16;
  const drawn = charts.map((chart, index) => drawChart(chart, index * rowHeight + 40));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escaped(charts.map(({ title }) => title).join('; '))}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function drawChart({ title, lines }: Chart, top: number): string {
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(({ studies }) => studies)))].sort(
    (one, other) => one - other,
  );
  const most = niceAbove(Math.max(...lines.flatMap(({ points }) => points.map(({ ms }) => ms))));
  const scale = scaleOf(sizes, most, top);
  const bottom = top + plot.height;
  return [
    `<text x="${plot.left}" y="${top - 14}" font-size="15" font-weight="600">${escaped(title)}</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].map((share) => levelLine(most * share, scale.y(most * share))),
    ...sizes.map(
      (size) =>
        `<text x="${round(scale.x(size))}" y="${bottom + 20}" text-anchor="middle">${size.toLocaleString('en-US')}</text>`,
    ),
    `<text x="${plot.left + plot.width / 2}" y="${bottom + 40}" text-anchor="middle" fill="#555555">studies in the archive</text>`,
    ...lines.map((line, index) => drawLine(line, scale, { index, top })),
  ].join('\n');
}

interface Scale {
  x(studies: number): number;
  y(ms: number): number;
}

function scaleOf(sizes: readonly number[], most: number, top: number): Scale {
  const [low, high] = [Math.log10(sizes[0] ?? 1), Math.log10(sizes.at(-1) ?? 10)];
  const span = high === low ? 1 : high - low;
  return {
    x: (studies) => plot.left + ((Math.log10(studies) - low) / span) * plot.width,
    y: (ms) => top + plot.height - (ms / most) * plot.height,
  };
}

function levelLine(ms: number, y: number): string {
  return [
    `<line x1="${plot.left}" y1="${round(y)}" x2="${plot.left + plot.width}" y2="${round(y)}" stroke="#dddddd"/>`,
    `<text x="${plot.left - 8}" y="${round(y + 4)}" text-anchor="end" fill="#555555">${round(ms)} ms</text>`,
  ].join('\n');
}

function drawLine(
  { name, points }: Line,
  scale: Scale,
  { index, top }: { index: number; top: number },
): string {
  const colour = colours[index % colours.length];
  const places = points.map(({ studies, ms }) => `${round(scale.x(studies))},${round(scale.y(ms))}`);
  const legendY = top + 8 + index * 22;
  const legendX = plot.left + plot.width + 28;
  return [
    `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...places.map((place) => {
      const [x, y] = place.split(',');
      return `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`;
    }),
    `<line x1="${legendX}" y1="${legendY - 4}" x2="${legendX + 18}" y2="${legendY - 4}" stroke="${colour}" stroke-width="3"/>`,
    `<text x="${legendX + 26}" y="${legendY}">${escaped(name)}</text>`,
  ].join('\n');
}

/** The next of 1, 2, 4, 6, 8, 10, 20 … */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 0.001)));
  return ([1, 2, 4, 6, 8].find((step) => step * power >= value) ?? 10) * power;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
