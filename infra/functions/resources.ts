import type { Docs } from '../docs.ts';
import type { Events } from '../events.ts';
import type { Queues } from '../queue.ts';
import type { Storage } from '../storage.ts';
import type { Environment } from './environment.ts';
import type { FunctionDefaults } from './function.ts';

/** What there is before anything runs; whoever makes functions takes of it what they need. */
export interface Resources {
  readonly docs: Docs;
  readonly queues: Queues;
  readonly storage: Storage;
  readonly events: Events;
  readonly environment: Environment;
  readonly defaults: FunctionDefaults;
}
