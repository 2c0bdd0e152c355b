export { AssignmentError, assign } from './assign.ts';
export { type Clock, repeat, sleep, systemClock } from './clock.ts';
export { examplesOf, sentAs } from './contract.ts';
export { generatePayload } from './generate.ts';
export { type Faults, injectFaults } from './inject-faults.ts';
export { INVALID_KINDS, type InvalidKind } from './invalid.ts';
export type { Latency } from './load/latency.ts';
export type { CompletedSend, LoadPlan, LoadResult, Progress } from './load/load.ts';
export { isSound, type ReceivedNotification, type Verification, verify } from './load/verify.ts';
export { type WorkItem, workload } from './load/workload.ts';
export { type Random, seededRandom } from './random.ts';
export {
  type LastKnownStatus,
  type RenderedNotification,
  type RenderedScenario,
  renderScenario,
} from './render-scenario.ts';
export { type OutgoingRequest, requestFor, requestWithBody } from './request.ts';
export { DEFAULT_RETRY, type RetryEnvironment, type RetryPolicy, withRetries } from './retry.ts';
export { readScenario, type Scenario, scenarioNames } from './scenario.ts';
export { createSender, type Sender, type SendResult, type Target } from './sender.ts';
