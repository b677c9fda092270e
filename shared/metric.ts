/** The CloudWatch metrics that functions write and alarms watch. */
export const METRICS = {
  /** The namespace outside of a deployment. A deployed stack writes to a namespace of its own name. */
  namespace: 'DocsGateway',
  /** The value of the dimension `service`, which every metric has. */
  service: 'docs-gateway',
  /** Docs refused the current and the previous secret. Every build fails until an operator acts. */
  secretRefused: 'SecretRefused',
  /** Answers with status 500 or more, by error code. */
  faults: 'Faults',
  /** Templates whose schema or sample cannot be used: their builds are refused until an operator acts. */
  templateInvalid: 'TemplateInvalid',
  /** Callbacks that Docs signed and that were refused. Docs does not send them again. */
  callbackRefused: 'CallbackRefused',
  /** Files that Docs saved and that could not be copied before their links expired. */
  documentLost: 'DocumentLost',
  /** Builds that wait for a slot, by `priority`. Written once a minute, as the next two. */
  waitingBuilds: 'WaitingBuilds',
  /** How long the oldest of them has waited since it was created, in seconds, by `priority`; 0 if none waits. */
  oldestWaiting: 'OldestWaiting',
  /** Slots that are held. */
  busySlots: 'BusySlots',
  /** Builds that took a slot. */
  startedBuilds: 'StartedBuilds',
  /** Attempts to take a slot that failed: another invocation was faster, or the build was cancelled. */
  lostStarts: 'LostStarts',
  /** From the first question to Docs' answer, in milliseconds, for each build. */
  docsTime: 'DocsTime',
  /** Builds that have ended, by `status`. */
  endedBuilds: 'EndedBuilds',
  /** Builds that have failed, by the `code` of their error. */
  failedBuilds: 'FailedBuilds',
  /** 1 if `maxInFlight` is far above what the converters of Docs can do, else 0. Written once an hour. */
  tooManySlots: 'TooManySlots',
} as const;
