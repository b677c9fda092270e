import type { Span } from '../parts/waterfall.ts';
import { bar, chart, label, line, type Theme, ticks } from './svg.ts';

const WIDTH = 860;
const [LEFT, RIGHT, TOP, ROW] = [250, 80, 60, 28];

/** The way of one short build, a bar for each part. */
export function waterfallChart(spans: Span[], theme: Theme): string {
  const marks = ticks(Math.max(...spans.map(({ to }) => to)));
  const end = marks.at(-1) ?? 1;
  const x = (ms: number) => LEFT + (ms * (WIDTH - LEFT - RIGHT)) / end;
  const bottom = TOP + spans.length * ROW;
  return chart(
    theme,
    {
      width: WIDTH,
      height: bottom + 40,
      title: 'The way of a short build, in milliseconds',
      description: spans
        .map(({ name, from, to }) => `${name}: ${Math.round(to - from)} ms`)
        .join('; '),
    },
    [
      ...marks.flatMap((ms) => [
        line(x(ms), TOP - 6, x(ms), bottom, theme.grid),
        label(x(ms), bottom + 20, String(ms), { fill: theme.faint, anchor: 'middle' }),
      ]),
      ...spans.flatMap(({ name, from, to }, index) => {
        const y = TOP + index * ROW;
        const isDocs = name.startsWith('Docs');
        const fill = theme.series[isDocs ? 1 : 0] ?? theme.text;
        return [
          label(24, y + 16, name, { fill: theme.text }),
          bar(x(from), y + 3, x(to) - x(from), ROW - 10, fill),
          label(x(to) + 6, y + 16, `${Math.round(to - from)}`, { fill: theme.faint }),
        ];
      }),
    ],
  );
}
