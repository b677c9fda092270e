import { setTimeout as sleep } from 'node:timers/promises';
import { scriptLink } from '../build/script-links.ts';
import {
  askForBuild,
  askForResults,
  type BuildAnswer,
  isEndInDocs,
  type ResultLink,
} from '../docs/builder.ts';
import { type ErrorCode, GatewayError, isGatewayError } from '../errors.ts';
import { findObject, readStaged } from '../storage/objects/bucket.ts';
import { keys } from '../storage/objects/keys.ts';
import {
  type BuildRun,
  getBuild,
  type StoredBuild,
  tryChangeBuild,
} from '../storage/rows/builds.ts';
import { FIRST_ASKING_MS } from '../time-limits.ts';
import { docsKeyOf } from './copy-results.ts';
import { type Concluding, fail, finish } from './finish.ts';
import { askedSince, DOCS_SILENCE_MS, pauseSeconds, reactionTo, startsAgain } from './next-move.ts';

export type Asking = Concluding & { publicUrl: string };
export type Step = BuildRun & { turn: number };
export type StepResult = Step &
  (
    | { state: 'ended' | 'unstaged' }
    | { state: 'done'; files: string[] }
    | { state: 'running'; pauseSeconds: number }
  );

const FIRST_LOOK_MS = 100;
const LONGEST_LOOK_MS = 2000;
const TROUBLE_PAUSE_MS = 300;

/**
 * The loop's one step: asks Docs how a build goes, the first time for up to 20 s, and ends the build
 * itself where that is quick. Safe to repeat at any point.
 */
export async function askDocs(asking: Asking, step: Step): Promise<StepResult> {
  const build = await getBuild(asking.table, step.tenant, step.id);
  if (build?.status !== 'running') return { ...step, state: 'ended' };
  if (build.answer) return { ...step, state: 'done', files: build.answer.files };
  if (build.fetches && !(await findObject(asking.bucket, keys.stagedMark(build))))
    return { ...step, state: 'unstaged' };
  return new Conversation(asking, step, build).hold();
}

/** One invocation's talk with Docs about one build. */
class Conversation {
  private readonly asking: Asking;
  private readonly step: Step;
  private build: StoredBuild;
  private readonly since = Date.now();
  private readonly isPatient: boolean;
  private readonly met = new Map<ErrorCode, number>();
  private isHeard = false;
  private questions = 0;
  private argument: unknown;

  constructor(asking: Asking, step: Step, build: StoredBuild) {
    this.asking = asking;
    this.step = step;
    this.build = build;
    this.isPatient = step.turn === 0 || build.unheard === true;
  }

  async hold(): Promise<StepResult> {
    if (this.build.hasArgument)
      this.argument = await readStaged(this.asking.bucket, keys.stagedArgument(this.build));
    for (;;) {
      const answer = await this.ask();
      if (answer instanceof GatewayError) {
        const result = await this.react(answer);
        if (result) return result;
      } else if (answer.state === 'done') {
        return this.finish(answer.results);
      } else {
        const result = await this.goOn();
        if (result) return result;
      }
    }
  }

  private ask(): Promise<BuildAnswer | GatewayError> {
    const { asking, build, argument } = this;
    const scriptUrl = scriptLink(asking.publicUrl, build);
    return this.put(askForBuild(asking.docs, { key: docsKeyOf(build), scriptUrl, argument }));
  }

  private async put(question: Promise<BuildAnswer>): Promise<BuildAnswer | GatewayError> {
    this.questions++;
    try {
      return await question;
    } catch (error) {
      if (isGatewayError(error)) return error;
      throw error;
    }
  }

  /** Docs is still at it: looks again soon, or leaves the waiting to the state machine. */
  private async goOn(): Promise<StepResult | null> {
    const asked = Date.now() - this.since;
    const late = (await this.hear()) ?? (await this.checkTime());
    if (late) return late;
    if (!this.isPatient || asked >= FIRST_ASKING_MS) return this.pause();
    await sleep(Math.min(LONGEST_LOOK_MS, Math.max(FIRST_LOOK_MS, asked / 8)));
    return null;
  }

  private async react(trouble: GatewayError): Promise<StepResult | null> {
    const met = (this.met.get(trouble.code) ?? 0) + 1;
    this.met.set(trouble.code, met);
    const reaction = reactionTo(trouble, this.build, met);
    if (reaction === 'fail') return this.fail(trouble);
    if (reaction === 'pause') return (await this.checkTime(trouble)) ?? this.putOff(trouble);
    if (startsAgain(trouble)) return this.askOnceMore();
    await sleep(TROUBLE_PAUSE_MS);
    return null;
  }

  /** Docs has the build: its time begins now, where it could not be reached before. */
  private async hear(): Promise<StepResult | null> {
    this.isHeard = true;
    if (!this.build.unheard) return null;
    return this.note({ unheard: false, askedSince: new Date().toISOString() });
  }

  /** Docs cannot be asked just now. */
  private async putOff({ facts }: GatewayError): Promise<StepResult> {
    const isUnheard = this.step.turn === 0 && !this.isHeard;
    const ended = isUnheard ? await this.note({ unheard: true }) : null;
    return ended ?? this.pause(facts.retryAfterSeconds);
  }

  /**
   * A remembered error comes at once; a Docs that begins anew instead is asked under the second key.
   * This question carries no script, so that nothing runs under the first key beside the second.
   */
  private async askOnceMore(): Promise<StepResult | null> {
    const again = await this.put(askForResults(this.asking.docs, docsKeyOf(this.build)));
    if (again instanceof GatewayError) return this.react(again);
    return again.state === 'done' ? this.finish(again.results) : this.startOver();
  }

  /** Ends the build at its deadline; asks under a second key where Docs has lost the first. */
  private async checkTime(trouble?: GatewayError): Promise<StepResult | null> {
    const now = Date.now();
    if (now >= Date.parse(this.build.deadline))
      return this.fail(
        trouble ??
          new GatewayError('BUILD_TIMEOUT', 'Docs did not end the build in the time it may take.'),
      );
    if (trouble || now - askedSince(this.build) < DOCS_SILENCE_MS) return null;
    if (this.build.docsKey)
      return this.fail(
        new GatewayError(
          'DOCS_OVERLOADED',
          'Docs took the build twice and gave no answer in 21 minutes.',
        ),
      );
    return this.startOver();
  }

  /**
   * Asks under a second key from now on. Under the first, Docs would queue the script again at every
   * question until one of its runs has ended.
   */
  private startOver(): Promise<StepResult | null> {
    return this.note({ docsKey: `${this.build.run}-2`, askedSince: new Date().toISOString() });
  }

  /** Writes down what the next invocation must know. */
  private async note(set: Partial<StoredBuild>): Promise<StepResult | null> {
    const { table } = this.asking;
    const changed = await tryChangeBuild(table, this.build.tenant, this.build.id, {
      from: 'running',
      set,
    });
    if (!changed) return { ...this.step, state: 'ended' };
    this.build = changed;
    return null;
  }

  private pause(retryAfterSeconds?: number): StepResult {
    const seconds = pauseSeconds(this.step.turn, this.build.deadline, retryAfterSeconds);
    return { ...this.step, turn: this.step.turn + 1, state: 'running', pauseSeconds: seconds };
  }

  private async finish(links: ResultLink[]): Promise<StepResult> {
    return { ...this.step, ...(await finish(this.asking, this.build, links)) };
  }

  private async fail(trouble: GatewayError): Promise<StepResult> {
    const isRefused = trouble.code === 'DOCS_AUTH';
    const neverStarted = isRefused && this.step.turn === 0 && this.questions === 1;
    const isIdle = isEndInDocs(trouble) || neverStarted;
    return { ...this.step, ...(await fail(this.asking, this.build, trouble, isIdle)) };
  }
}
