import * as z from 'zod/mini';
import { from } from './values.ts';

/** Requests a second, and how many more may come at once. The maxima are the default quotas of an account. */
const throttle = (rate: number, burst: number) =>
  z.prefault(
    z.strictObject(
      { rate: z._default(from(1, 10_000), rate), burst: z._default(from(1, 5_000), burst) },
      'an object with rate and burst',
    ),
    {},
  );

/** The section `throttles`: what API Gateway lets through to each group of routes. */
export const throttles = z.strictObject(
  {
    // The functions and the table can serve more.
    usual: throttle(100, 200),
    // Clients poll one build most, and each call may hold its function for 25 seconds.
    polls: throttle(200, 400),
    // Each call reads up to a hundred builds.
    lists: throttle(20, 40),
    // Each call takes a whole processor for up to a second.
    checks: throttle(5, 10),
    // Docs fetches a build's script once and its images once for each saved file, all in one burst.
    docs: throttle(1_000, 2_000),
    // Routes without a token, which load balancers and people call every few seconds.
    open: throttle(10, 20),
  },
  'an object of settings',
);
