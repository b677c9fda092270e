/** The `detail-type` of an event that asks for a build. */
export const BUILD_REQUESTED = 'Build Requested';
/** The `detail-type` of an event that asks for a command. */
export const COMMAND_REQUESTED = 'Command Requested';
/** What may be asked for on the bus. */
export type RequestType = typeof BUILD_REQUESTED | typeof COMMAND_REQUESTED;
