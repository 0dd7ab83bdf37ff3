// What has changed in a realm, as those who look on are told of it.
import type { Permission } from '../permissions.ts';

/** What a change can be of, with the permission without which nobody hears of it. */
export const changeTopics = {
  study: 'studies:read',
  report: 'reports:read',
  patient: 'patients:read',
  case: 'cases:read',
  upload: 'imaging:write',
  transfer: 'imaging:read',
  held: 'imaging:write',
  review: 'cases:read',
} as const satisfies Record<string, Permission>;

/** What a change is of. */
export type ChangeTopic = keyof typeof changeTopics;
export const changeTopicNames = Object.keys(changeTopics) as ChangeTopic[];

/** One change: data of an event `change` of the stream. It names, and tells nothing of what it names. */
export interface Change {
  readonly topic: ChangeTopic;
  readonly id: string;
}
