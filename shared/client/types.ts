import type { components } from './openapi.d.ts';

type Schemas = components['schemas'];

/** Where a script failed. */
export type ScriptPosition = Schemas['ScriptPosition'];
export type BuildError = Schemas['BuildError'];
export type BuildWarning = Schemas['BuildWarning'];
export type FileLink = Schemas['FileLink'];
export type FieldError = Schemas['FieldError'];
export type ListedTemplate = Schemas['ListedTemplate'];
/** A template, with what its argument must be. Its script is never shown. */
export type Template = Schemas['Template'];
/** What can be said of a script before Docs sees it. */
export type ScriptCheck = Schemas['ScriptCheck'];
/** A build as the gateway sends it. */
export type BuildData = Schemas['Build'];
export type FileData = Schemas['BuildFile'];
export type BuildStatus = Schemas['BuildStatus'];

/** A line that a script wrote to `console`. */
export type BuildLog = Schemas['BuildLog'];

type Source =
  | { script: string; url?: never; template?: never }
  | { url: string; script?: never; template?: never }
  | { template: string; script?: never; url?: never };

/** What to build: exactly one of `script`, `url` and `template`, and what to do with it. */
export type BuildRequest = Omit<Schemas['BuildRequest'], 'script' | 'url' | 'template'> & Source;

/** What stops a call. The promise then rejects with the signal's reason. */
export type CallOptions = { signal?: AbortSignal };

/** A file of a build or of a document. Its content is compared with `sha256`. */
export type GatewayFile = FileData & {
  /**
   * The content as it arrives. The stream fails at its end if the content is not that of `sha256`.
   *
   * @throws {FileError} when the file cannot be downloaded
   * @throws {RequestError} with the code GONE when the file was deleted
   */
  stream(options?: CallOptions): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** The whole content. A download that breaks is tried again. @throws as `stream` */
  bytes(options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** The whole content, with its media type. @throws as `stream` */
  blob(options?: CallOptions): Promise<Blob>;
  /** Makes new links, which are valid for 15 minutes. `inlineUrl` is for an `<iframe>` or `<img>`. */
  link(options?: CallOptions): Promise<FileLink>;
};

type BuildMethods = {
  files: GatewayFile[];
  /**
   * The build at each change of its status, first as it is now and last when it has ended. An iteration
   * that stops early does not cancel the build.
   */
  watch(options?: CallOptions): AsyncGenerator<Build, void>;
  /** Waits for the end. @throws {BuildFailedError} when the build does not succeed */
  result(options?: CallOptions): Promise<SucceededBuild>;
  /** Cancels the build. @throws {RequestError} with the code CONFLICT when it has ended otherwise */
  cancel(options?: CallOptions): Promise<Build>;
  /** Erases the build and its files. @throws {RequestError} with the code CONFLICT before its end */
  erase(options?: CallOptions): Promise<void>;
};

type Common = Omit<BuildData, 'status' | 'error' | 'files' | 'startedAt' | 'endedAt'> &
  BuildMethods;

export type WaitingBuild = Common & {
  status: 'queued' | 'running';
  startedAt: string | null;
  endedAt: null;
  error: null;
};
export type SucceededBuild = Common & {
  status: 'succeeded';
  startedAt: string;
  endedAt: string;
  error: null;
};
export type FailedBuild = Common & {
  status: 'failed';
  startedAt: string | null;
  endedAt: string;
  error: BuildError;
};
export type CancelledBuild = Common & {
  status: 'cancelled';
  startedAt: string | null;
  endedAt: string;
  error: null;
};

/** A build with what can be done with it. Methods are not enumerable: JSON and spreads have the data alone. */
export type Build = WaitingBuild | SucceededBuild | FailedBuild | CancelledBuild;

export type SubmitOptions = CallOptions & {
  /** One for each build that is wanted. By default a random one, which repetitions of this call share. */
  idempotencyKey?: string;
};
export type BuildOptions = SubmitOptions & {
  /** Called with the build at each change of its status, also at the first and the last. */
  onStatus?: (build: Build) => void;
};
export type BuildFilter = CallOptions & {
  status?: BuildStatus;
  correlationId?: string;
  template?: string;
};

/** The newest save of a document: first the document itself, then what came with it. */
export type GatewayDocument = Omit<Schemas['Document'], 'files'> & { files: GatewayFile[] };
