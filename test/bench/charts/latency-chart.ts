import { type Latencies, SIDES, type SideName } from '../parts/latency.ts';
import { median, quantile } from '../report/statistics.ts';
import { bar, chart, element, label, line, type Theme, ticks } from './svg.ts';

const WIDTH = 860;
const LEFT = 290;
const RIGHT = 30;
const TOP = 64;
const ROW = 52;

/** Each build as a dot, the middle half of them as a bar, and the median. One row for each side. */
export function latencyChart(latency: Latencies, theme: Theme): string {
  const sides = Object.entries(SIDES) as [SideName, string][];
  const marks = ticks(Math.max(...Object.values(latency).flat()) / 1000);
  const largest = marks.at(-1) ?? 1;
  const x = (ms: number) => LEFT + ((ms / 1000) * (WIDTH - LEFT - RIGHT)) / largest;
  const bottom = TOP + sides.length * ROW;
  return chart(
    theme,
    {
      width: WIDTH,
      height: bottom + 40,
      title: 'Short builds: seconds from the request to the file in the bucket',
      description:
        'One row for each side; dots are builds, bars the middle half, lines the medians.',
    },
    [
      ...marks.flatMap((second) => [
        line(x(second * 1000), TOP - 6, x(second * 1000), bottom, theme.grid),
        label(x(second * 1000), bottom + 20, `${second} s`, {
          fill: theme.faint,
          anchor: 'middle',
        }),
      ]),
      ...sides.flatMap(([side, name], index) =>
        rowOf(latency[side], name.replaceAll('`', ''), { y: TOP + index * ROW, x, theme, index }),
      ),
    ],
  );
}

type Place = { y: number; x: (ms: number) => number; theme: Theme; index: number };

function rowOf(times: number[], name: string, { y, x, theme, index }: Place): string[] {
  const fill = theme.series[index] ?? theme.text;
  const [low, middle, high] = [quantile(times, 0.25), median(times), quantile(times, 0.75)];
  const centre = y + ROW / 2 - 6;
  return [
    label(24, centre - 2, name, { fill: theme.text, size: 13 }),
    label(24, centre + 15, `p50 ${secondsOf(middle)}, p95 ${secondsOf(quantile(times, 0.95))}`, {
      fill: theme.faint,
    }),
    element('g', { opacity: 0.3 }, bar(x(low), centre - 14, x(high) - x(low), 28, fill)),
    ...times.map((ms, dot) =>
      element('circle', {
        cx: x(ms),
        cy: centre + (((dot * 7) % 17) - 8),
        r: 2.5,
        fill,
        opacity: 0.75,
      }),
    ),
    element('line', {
      x1: x(middle),
      x2: x(middle),
      y1: centre - 17,
      y2: centre + 17,
      stroke: fill,
      'stroke-width': 3,
    }),
  ];
}

const secondsOf = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
