import { useState } from 'react';

/** State that outlives a reload of this tab, under a name. Another name has another state. */
export function useSessionState<T>(name: string, initial: T): readonly [T, (value: T) => void] {
  const key = `runlight.${name}`;
  const [state, setState] = useState({ key, value: read(key, initial) });
  const current = state.key === key ? state.value : read(key, initial);
  const set = (value: T): void => {
    sessionStorage.setItem(key, JSON.stringify(value));
    setState({ key, value });
  };
  return [current, set];
}

function read<T>(key: string, initial: T): T {
  const text = sessionStorage.getItem(key);
  return text === null ? initial : (JSON.parse(text) as T); // written by this function's other half
}
