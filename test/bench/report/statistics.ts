/** The value below which the share `q` (0 to 1) of the values lies, interpolated. */
export function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: number[]): number => quantile(values, 0.5);

export type Ratio = {
  /** The ratio of the medians, and of the 95th percentiles. */
  p50: number;
  p95: number;
  /** The first and the third quartile of the ratios of single rounds. */
  low: number;
  high: number;
};

/** Compares two sides. The values of one index are of one round. */
export function ratioOf(values: number[], others: number[]): Ratio {
  const rounds = values.map((value, index) => value / (others[index] ?? Number.NaN));
  return {
    p50: median(values) / median(others),
    p95: quantile(values, 0.95) / quantile(others, 0.95),
    low: quantile(rounds, 0.25),
    high: quantile(rounds, 0.75),
  };
}
