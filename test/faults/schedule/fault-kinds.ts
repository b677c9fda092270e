import type { BuildErrorCode } from '../model/world.ts';
import { DOCS_FAULTS } from './docs-fault-kinds.ts';
import type { FaultChoice, FaultKind } from './fault-kind.ts';
import { GATEWAY_FAULTS } from './gateway-fault-kinds.ts';

/** Every fault. */
export const FAULTS = { ...DOCS_FAULTS, ...GATEWAY_FAULTS };

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export const kindOf = (name: FaultName): FaultKind => FAULTS[name];

/** The codes with which a build that a fault reaches may fail because of it. */
export function codesOf(action: { fault: FaultName } & FaultChoice): readonly BuildErrorCode[] {
  const { explains } = kindOf(action.fault);
  return typeof explains === 'function' ? explains(action) : explains;
}
