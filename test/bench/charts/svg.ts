/** The colours of a chart on one background. */
export type Theme = {
  name: 'light' | 'dark';
  background: string;
  text: string;
  faint: string;
  grid: string;
  limit: string;
  series: string[];
};

export const THEMES: Theme[] = [
  {
    name: 'light',
    background: '#ffffff',
    text: '#1f2328',
    faint: '#59636e',
    grid: '#d1d9e0',
    limit: '#cf222e',
    series: ['#0969da', '#bc4c00', '#1a7f37', '#8250df', '#9a6700', '#57606a'],
  },
  {
    name: 'dark',
    background: '#0d1117',
    text: '#f0f6fc',
    faint: '#9198a1',
    grid: '#30363d',
    limit: '#ff7b72',
    series: ['#58a6ff', '#f0883e', '#3fb950', '#bc8cff', '#d29922', '#8b949e'],
  },
];

type Attributes = Record<string, string | number | undefined>;

/** One element; a child that is text must be escaped. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : value}"`)
    .join('');
  return children.length === 0
    ? `<${name}${given}/>`
    : `<${name}${given}>${children.join('')}</${name}>`;
}

const round = (value: number) => Math.round(value * 100) / 100;

export type TextStyle = {
  size?: number;
  anchor?: 'start' | 'middle' | 'end';
  fill: string;
  weight?: number;
};

export function label(x: number, y: number, text: string, style: TextStyle): string {
  const { size = 12, anchor = 'start', fill, weight } = style;
  return element(
    'text',
    { x, y, fill, 'font-size': size, 'text-anchor': anchor, 'font-weight': weight },
    escaped(text),
  );
}

export function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  stroke: string,
  dash?: string,
) {
  return element('line', { x1, y1, x2, y2, stroke, 'stroke-dasharray': dash });
}

export function bar(x: number, y: number, width: number, height: number, fill: string): string {
  return element('rect', { x, y, width: Math.max(width, 1), height, fill, rx: 2 });
}

/** A whole chart with its title and, for readers who cannot see it, a description. */
export function chart(
  theme: Theme,
  {
    width,
    height,
    title,
    description,
  }: { width: number; height: number; title: string; description: string },
  parts: string[],
): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': '-apple-system, Segoe UI, Helvetica, Arial, sans-serif',
    },
    element('title', {}, escaped(title)),
    element('desc', {}, escaped(description)),
    element('rect', { width, height, fill: theme.background, rx: 6 }),
    label(24, 32, title, { size: 16, fill: theme.text, weight: 600 }),
    ...parts,
  );
}

/** Round values from 0 to beyond `largest`, some five of them. */
export function ticks(largest: number): number[] {
  const rough = largest / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power;
  const count = Math.ceil(largest / step);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
