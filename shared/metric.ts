/** What functions count in CloudWatch, and alarms look at. */
export const METRICS = {
  namespace: 'DocsGateway',
  /** The one dimension that every metric has. */
  service: 'docs-gateway',
  /** Docs took neither our secret as it is nor as it was: until someone mends it, every build fails. */
  secretRefused: 'SecretRefused',
  /** Answers of 500 and more, by their code. */
  faults: 'Faults',
  /** Callbacks of Docs, their tokens good, of which nothing could be kept. */
  callbackRefused: 'CallbackRefused',
  /** Files that Docs saved and that could not be copied before their links expired. */
  documentLost: 'DocumentLost',
} as const;
