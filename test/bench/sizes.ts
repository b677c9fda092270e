/** How much a run measures. */
export type Sizes = {
  /** Rounds before the first that counts: they warm functions and connections. */
  warmUps: number;
  /** Times that each side builds once, in turn. */
  rounds: number;
  /** Builds that are followed step by step. */
  followed: number;
  /** Times that each side sends a command, in turn. */
  commands: number;
  /** Rounds of many builds at once, each with both sides, in the other order each time. */
  throughputRounds: number;
  /** Builds of each side in such a round. */
  builds: number;
  /** The settings of `maxInFlight` that are compared. */
  limits: number[];
  /** Rounds of many builds at once for each of them. */
  limitRounds: number;
  /** Builds of such a round. */
  limitBuilds: number;
  /** Calls of each kind to the emulator. */
  calls: number;
  /** Times that a large file is copied and downloaded. */
  copyRounds: number;
  /** Bytes of that file. */
  copyBytes: number;
};

export const FULL: Sizes = {
  warmUps: 1,
  rounds: 40,
  followed: 10,
  commands: 60,
  throughputRounds: 4,
  builds: 40, // with 100, the bench would take half an hour
  limits: [1, 2, 4], // less than the default, the default, and more
  limitRounds: 2,
  limitBuilds: 20,
  calls: 30,
  copyRounds: 4,
  copyBytes: 1024 ** 3,
};

/** For `npm test`: shows that each part works; its figures mean nothing. */
export const QUICK: Sizes = {
  warmUps: 0,
  rounds: 1,
  followed: 1,
  commands: 2,
  throughputRounds: 1,
  builds: 2,
  limits: [2],
  limitRounds: 1,
  limitBuilds: 2,
  calls: 2,
  copyRounds: 1,
  copyBytes: 4 * 1024 ** 2,
};
