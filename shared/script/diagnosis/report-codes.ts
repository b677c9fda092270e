// In a file of their own: what reads a report needs none of the code that writes the script.

/** The codes of a loop that took too long: in a script that ran too long, or that crashed Docs. */
export const LOOP_CODES = { tooLong: -1, crashed: -5 };

/** The codes of a file that Docs cannot open: the call has no password, or has one. */
export const UNOPENED = { withoutPassword: -3, withPassword: -4 };
