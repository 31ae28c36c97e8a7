import type { RunEvent } from '@runlight/contract';

/** PostgreSQL's indexes hold 2700 bytes for a row, and a character takes up to three: nobody's name is longer. */
export const MAX_NAME_LENGTH = 200;
/** A longer path of an artifact is shown with its step, and not by itself. */
export const MAX_PATH_LENGTH = 500;

/** Which of the names that identify an event is too long to be looked for; undefined for an event that can be kept. */
export function tooLongName(event: RunEvent): string | undefined {
  const names: Readonly<Record<string, string | undefined>> = {
    run_id: event.run_id,
    event_id: event.event_id,
    producer: event.producer,
    workflow_name: event.workflow_name,
    tenant_id: 'tenant_id' in event ? event.tenant_id : undefined,
  };
  return Object.entries(names).find(([, name]) => (name?.length ?? 0) > MAX_NAME_LENGTH)?.[0];
}

/** As much of a text as can be looked for; all of it is in the event and in the state. */
export function searchable<T extends string | null>(text: T): T {
  // A shortened text is a text, and what is null stays so.
  return (text === null || text.length <= MAX_NAME_LENGTH ? text : text.slice(0, MAX_NAME_LENGTH)) as T;
}
