import type { Build } from '../build/build.ts';
import { firstItemsWithin, jsonBytes } from '../fit-into-size.ts';
import { idOfSource } from '../ids.ts';
import { viewBuild } from '../storage/build-view.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';
import type { DetailType, GatewayEvent } from './bus.ts';

/** EventBridge accepts 256 KB. The list of files of a larger build is cut. */
const MAX_DETAIL_BYTES = 200 * 1024;
const MAX_LISTED_FILES = 100;

const BUILD_ENDED: Partial<Record<StoredBuild['status'], DetailType>> = {
  succeeded: 'Build Succeeded',
  failed: 'Build Failed',
  cancelled: 'Build Cancelled',
};

type EventBuild = Omit<Build, 'logs'>;

/** The event of a build's end. Its id is made from the time of the end, so that every repetition has the same id. */
export function buildEnded(build: StoredBuild): GatewayEvent {
  const detailType = BUILD_ENDED[build.status];
  if (!detailType || !build.endedAt) throw new Error(`build ${build.run} has not ended`);
  const { tenant, correlationId } = build;
  const id = idOfSource(Date.parse(build.endedAt), 'end', build.run, build.status);
  return {
    detailType,
    metadata: { id, version: '1', tenant, correlationId },
    data: fitting(withoutLogs(viewBuild(build))),
  };
}

function withoutLogs({ logs, ...build }: Build): EventBuild {
  return build;
}

/** A build that is too large for an event, with as many of its first hundred files as fit. */
function fitting(build: EventBuild): EventBuild & { filesOmitted?: number } {
  if (jsonBytes(build) <= MAX_DETAIL_BYTES) return build;
  const bytesLeft = MAX_DETAIL_BYTES - jsonBytes({ ...build, files: [] });
  const files = firstItemsWithin(build.files.slice(0, MAX_LISTED_FILES), bytesLeft);
  return { ...build, files, filesOmitted: build.files.length - files.length };
}
