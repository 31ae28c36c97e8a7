import { RUN_STATUSES, STATE_TABLE, type RunStatus } from '@runlight/contract';

/** The states that words of any vocabulary stand for. */
export interface StatesOfWords {
  readonly states: readonly RunStatus[];
  /** Of the waiting ones only those that wait for a person. */
  readonly waitingForPersonOnly: boolean;
}

/**
 * Reads status words. A word that is a state means this state and no other; `waiting_human` means waiting for a person;
 * all other words mean every state that the contract's table has them for.
 */
export function statesOfWords(words: readonly string[]): StatesOfWords {
  const states = new Set(words.flatMap(statesOf));
  return {
    states: RUN_STATUSES.filter((status) => states.has(status)),
    waitingForPersonOnly: words.includes('waiting_human') && !words.some(meansAnyWait),
  };
}

function statesOf(word: string): readonly RunStatus[] {
  if (word === 'waiting_human') return ['waiting'];
  if (isState(word)) return [word];
  return RUN_STATUSES.filter(
    (status) => STATE_TABLE[status].record === word || STATE_TABLE[status].state === word,
  );
}

function meansAnyWait(word: string): boolean {
  return word !== 'waiting_human' && statesOf(word).includes('waiting');
}

function isState(word: string): word is RunStatus {
  return RUN_STATUSES.some((status) => status === word);
}
