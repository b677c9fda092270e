import { openApi } from './api.ts';
import { getBuild, listBuilds, runBuild, submitBuild } from './builds.ts';
import type { Commands } from './command-types.ts';
import { commandsOf } from './commands.ts';
import { getDocument } from './documents.ts';
import { checkScript } from './scripts.ts';
import { getTemplate, listTemplates } from './templates.ts';
import type { TransportOptions } from './transport/transport.ts';
import type {
  Build,
  BuildFilter,
  BuildOptions,
  BuildRequest,
  CallOptions,
  GatewayDocument,
  ListedTemplate,
  ScriptCheck,
  SubmitOptions,
  SucceededBuild,
  Template,
} from './types.ts';

export {
  BuildFailedError,
  ConnectionError,
  EventError,
  FileError,
  type GatewayError,
  isGatewayError,
  RequestError,
} from './errors.ts';
export {
  type AddedEvent,
  type EventStore,
  type GatewayEvent,
  handleOnce,
  isRepeat,
  parseEvent,
} from './events.ts';
export type { Token } from './transport/token.ts';
export type { Fetch } from './transport/transport.ts';
export type * from './types.ts';

export type GatewayOptions = TransportOptions & {
  /** The base URL of the API, as `apiUrl` of the stack's outputs. */
  url: string;
};

/** Every method rejects with a `GatewayError`, or with the reason of the signal that stopped it. */
export type Gateway = {
  /**
   * Sends a build, waits for its end and returns it with links to its files. A lost connection does not
   * lead to a second build: all tries have one idempotency key. A build that is no longer waited for goes on.
   *
   * @throws {BuildFailedError} when the build fails or is cancelled
   * @throws {RequestError} when the request is refused
   */
  build(request: BuildRequest, options?: BuildOptions): Promise<SucceededBuild>;
  /** Sends a build and returns at once; `result()` and `watch()` of what it returns wait. */
  submit(request: BuildRequest, options?: SubmitOptions): Promise<Build>;
  /** @param options with `wait`, the answer waits up to that many seconds, at most 25, for the end */
  get(id: string, options?: CallOptions & { wait?: number }): Promise<Build>;
  /** Builds, newest first. Break off the loop when you have what you need: pages are read on demand. */
  builds(filter?: BuildFilter): AsyncGenerator<Build, void>;
  commands: Commands;
  document(key: string, options?: CallOptions): Promise<GatewayDocument>;
  /** The operator's templates, page by page. */
  templates(options?: CallOptions): AsyncGenerator<ListedTemplate, void>;
  template(name: string, options?: CallOptions): Promise<Template>;
  /**
   * What is wrong with a script, and the files that it reads and saves, before Docs sees it. The script is
   * not run, and a script with mistakes is no error of this call. The token needs `scripts:run`.
   *
   * @param script the text of a script, at most 1 MiB
   */
  check(script: string, options?: CallOptions): Promise<ScriptCheck>;
};

/** Makes a client of one gateway. Nothing is sent until a method is called. */
export function docsGateway({ url, ...options }: GatewayOptions): Gateway {
  const api = openApi(url, options);
  return {
    build: (request, given) => runBuild(api, request, given),
    submit: (request, given) => submitBuild(api, request, given),
    get: (id, given) => getBuild(api, id, given),
    builds: (filter) => listBuilds(api, filter),
    commands: commandsOf(api),
    document: (key, given) => getDocument(api, key, given),
    templates: (given) => listTemplates(api, given),
    template: (name, given) => getTemplate(api, name, given),
    check: (script, given) => checkScript(api, script, given),
  };
}
