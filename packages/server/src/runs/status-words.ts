import { RUN_STATUSES, STATE_TABLE, type RunStatus } from '@runlight/contract';

/** What the words of a status filter stand for. */
export interface StatesOfWords {
  readonly states: readonly RunStatus[];
  /** Which of the waiting ones: those that wait for a person, those that do not, or all of them. */
  readonly waiting: 'for_person' | 'for_others' | 'all';
}

/**
 * Reads the words that runs show as their `status`, and those of the status API: every state that shows the word. What
 * waits shows `waiting_human` where a person is waited for, and else `running`.
 */
export function statesOfWords(words: readonly string[]): StatesOfWords {
  const states = new Set(words.flatMap(statesOf));
  const forPerson = words.includes('waiting_human');
  const forOthers = words.includes('running');
  const all = forPerson === forOthers || words.some((word) => STATE_TABLE.waiting.state === word);
  return {
    states: RUN_STATUSES.filter((status) => states.has(status)),
    waiting: all ? 'all' : forPerson ? 'for_person' : 'for_others',
  };
}

function statesOf(word: string): readonly RunStatus[] {
  if (word === 'waiting_human') return ['waiting'];
  return RUN_STATUSES.filter(
    (status) => STATE_TABLE[status].record === word || STATE_TABLE[status].state === word,
  );
}
