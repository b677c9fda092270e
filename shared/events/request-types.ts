/** The `detail-type` of an event that asks for a build. */
export const BUILD_REQUESTED = 'Build Requested';
/** The `detail-type` of an event that asks for a command. */
export const COMMAND_REQUESTED = 'Command Requested';
/** The types of the requests that the bus accepts. */
export type RequestType = typeof BUILD_REQUESTED | typeof COMMAND_REQUESTED;
