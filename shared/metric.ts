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
  /** Callbacks with a valid token of Docs that were refused. Docs does not send them again. */
  callbackRefused: 'CallbackRefused',
  /** Files that Docs saved and that could not be copied before their links expired. */
  documentLost: 'DocumentLost',
} as const;
