import { costOf, type Parts } from '../../../docs/generator/cost-model.ts';
import { chart, element, label, line, type Theme, ticks } from './svg.ts';

const WIDTH = 860;
const HEIGHT = 360;
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 30, 84, 46];
const LONGEST_SECONDS = 300;
/** Where the names of the layers stand, from the left edge. */
const LEGEND = [0, 300, 400, 500];

const NAMES: Record<keyof Parts, string> = {
  transitions: 'Step Functions',
  functions: 'Lambda',
  table: 'DynamoDB',
  rest: 'API Gateway, S3, SQS, EventBridge, logs',
};

/** What 1,000 builds cost, by their length: the parts on top of each other. */
export function costChart(theme: Theme): string {
  const lengths = Array.from({ length: LONGEST_SECONDS }, (_, index) => index + 1);
  const costs = lengths.map((seconds) => costOf(seconds));
  const marks = ticks(Math.max(...costs.map(({ total }) => total)));
  const largest = marks.at(-1) ?? 1;
  const x = (seconds: number) => LEFT + (seconds * (WIDTH - LEFT - RIGHT)) / LONGEST_SECONDS;
  const y = (dollars: number) => HEIGHT - BOTTOM - (dollars * (HEIGHT - TOP - BOTTOM)) / largest;
  const layers = (Object.keys(NAMES) as (keyof Parts)[]).toReversed();
  let below = lengths.map(() => 0);
  const areas = layers.map((part, index) => {
    const above = below.map((dollars, at) => dollars + (costs[at]?.parts[part] ?? 0));
    const area = areaOf(lengths, below, above, x, y, theme.series[index] ?? theme.text);
    below = above;
    return area;
  });
  return chart(
    theme,
    {
      width: WIDTH,
      height: HEIGHT,
      title: 'What 1,000 builds cost, by the seconds that Docs takes for one',
      description: `From $${costs[0]?.total.toFixed(3)} at 1 s to $${costs.at(-1)?.total.toFixed(2)} at 300 s.`,
    },
    [
      ...layers.map((part, index) => {
        const at = 24 + (LEGEND[index] ?? 0);
        return label(at, 56, `■ ${NAMES[part]}`, { fill: theme.series[index] ?? theme.text });
      }),
      ...areas,
      ...marks.flatMap((dollars) => [
        line(LEFT, y(dollars), WIDTH - RIGHT, y(dollars), theme.grid),
        label(LEFT - 8, y(dollars) + 4, `$${dollars.toFixed(2)}`, {
          fill: theme.faint,
          anchor: 'end',
        }),
      ]),
      ...[1, 30, 60, 120, 180, 240, 300].map((seconds) =>
        label(x(seconds), HEIGHT - BOTTOM + 20, `${seconds} s`, {
          fill: theme.faint,
          anchor: 'middle',
        }),
      ),
    ],
  );
}

function areaOf(
  lengths: number[],
  below: number[],
  above: number[],
  x: (seconds: number) => number,
  y: (dollars: number) => number,
  fill: string,
): string {
  const point = (dollars: number[], at: number) =>
    `${x(lengths[at] ?? 0).toFixed(1)},${y(dollars[at] ?? 0).toFixed(1)}`;
  const indices = lengths.map((_, at) => at);
  const points = [
    ...indices.map((at) => point(above, at)),
    ...indices.toReversed().map((at) => point(below, at)),
  ];
  return element('polygon', { points: points.join(' '), fill, opacity: 0.85 });
}
