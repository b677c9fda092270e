import { checkCallbacks, checkMoves, checkSaves } from './documents.ts';
import { checkEnds, checkEvents, checkPromises } from './ends.ts';
import { checkPlaces } from './places.ts';
import { checkCommands, checkFailures, checkRequests } from './requests.ts';
import { checkFiles, checkHeld, checkLeaks, checkLimit, checkUnlisted } from './storage.ts';
import { checkTurns } from './waits.ts';
import type { Violation, World } from './world.ts';

/** Every rule, in the order in which a reader wants to see what broke. */
const RULES: ((world: World) => Violation[])[] = [
  checkRequests,
  checkCommands,
  checkEnds,
  checkEvents,
  checkPromises,
  checkFailures,
  checkPlaces,
  checkFiles,
  checkUnlisted,
  checkHeld,
  checkLimit,
  checkTurns,
  checkSaves,
  checkMoves,
  checkCallbacks,
  checkLeaks,
];

/** All rules that a world breaks. Pure. */
export function violationsOf(world: World): Violation[] {
  return RULES.flatMap((check) => check(world));
}
