import type { Stay, ThroughputRound } from '../parts/throughput.ts';
import { chart, element, label, line, type Theme, ticks } from './svg.ts';

const WIDTH = 860;
const HEIGHT = 330;
const [LEFT, RIGHT, TOP, BOTTOM] = [60, 30, 76, 46];

/** Builds in Docs over time, of both sides in one round, with the limit. */
export function inFlightChart(round: ThroughputRound, limit: number, theme: Theme): string {
  const steps = { gateway: inFlight(round.stays.gateway), direct: inFlight(round.stays.direct) };
  const seconds = ticks(Math.max(...[...steps.gateway, ...steps.direct].map(([at]) => at)) / 1000);
  const end = (seconds.at(-1) ?? 1) * 1000;
  const most = Math.max(
    limit + 1,
    ...[...steps.gateway, ...steps.direct].map(([, count]) => count),
  );
  const x = (ms: number) => LEFT + (ms * (WIDTH - LEFT - RIGHT)) / end;
  const y = (count: number) => HEIGHT - BOTTOM - (count * (HEIGHT - TOP - BOTTOM)) / most;
  const path = (points: [number, number][], stroke: string, dash?: string) =>
    element('path', {
      d: `M${x(0)} ${y(0)}${points.map(([at, count]) => `H${x(at).toFixed(1)}V${y(count).toFixed(1)}`).join('')}`,
      fill: 'none',
      stroke,
      'stroke-width': 1.5,
      'stroke-dasharray': dash,
    });
  const [blue = '', orange = ''] = theme.series;
  return chart(
    theme,
    {
      width: WIDTH,
      height: HEIGHT,
      title: 'Many builds at once: builds in Docs over time',
      description: `Builds in Docs through the gateway and by a direct client; the limit is ${limit}.`,
    },
    [
      label(24, 54, `gateway, ${round.gateway.toFixed(2)} builds/s`, { fill: blue, weight: 600 }),
      label(240, 54, `direct client, ${round.direct.toFixed(2)} builds/s`, {
        fill: orange,
        weight: 600,
      }),
      ...Array.from({ length: most + 1 }, (_, count) =>
        [
          line(LEFT, y(count), WIDTH - RIGHT, y(count), theme.grid),
          label(LEFT - 10, y(count) + 4, String(count), { fill: theme.faint, anchor: 'end' }),
        ].join(''),
      ),
      ...seconds.map((second) =>
        label(x(second * 1000), HEIGHT - BOTTOM + 20, `${second} s`, {
          fill: theme.faint,
          anchor: 'middle',
        }),
      ),
      path(steps.direct, orange, '4 3'),
      path(steps.gateway, blue),
      line(LEFT, y(limit), WIDTH - RIGHT, y(limit), theme.limit, '6 4'),
      label(WIDTH - RIGHT, y(limit) - 6, `limit: ${limit}`, { fill: theme.limit, anchor: 'end' }),
    ],
  );
}

/** How many builds are in Docs after each change. */
export function inFlight(stays: Stay[]): [at: number, count: number][] {
  const changes = stays.flatMap(({ from, to }) => [
    { at: from, by: 1 },
    { at: to, by: -1 },
  ]);
  let count = 0;
  return changes
    .sort((a, b) => a.at - b.at || a.by - b.by)
    .map(({ at, by }) => {
      count += by;
      return [at, count];
    });
}
