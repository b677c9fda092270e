import type { Docs } from '../docs.ts';
import type { Events } from '../events.ts';
import type { Queues } from '../queue.ts';
import type { Storage } from '../storage.ts';
import type { Environment } from './environment.ts';
import type { FunctionDefaults } from './function.ts';

/** The resources that functions use. Each function is granted only what it needs. */
export interface Resources {
  readonly docs: Docs;
  readonly queues: Queues;
  readonly storage: Storage;
  readonly events: Events;
  readonly environment: Environment;
  readonly defaults: FunctionDefaults;
}
