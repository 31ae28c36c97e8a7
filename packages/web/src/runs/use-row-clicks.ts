import { useEffect, useEffectEvent, type RefObject } from 'react';

/**
 * Opens the run on whose row was clicked, as Enter does on the row that has the focus. Clicks on something that is on the
 * row are that thing's, and marking text is no click.
 */
export function useRowClicks(frame: RefObject<HTMLElement | null>, onOpen: (runId: string) => void): void {
  const onClick = useEffectEvent(({ target }: MouseEvent): void => {
    if (!(target instanceof Element) || window.getSelection()?.isCollapsed === false) return;
    if (target.closest('a, button, input, label') !== null) return;
    const runId = target.closest<HTMLElement>('[data-run]')?.dataset['run'];
    if (runId !== undefined) onOpen(runId);
  });
  useEffect(() => {
    const element = frame.current;
    element?.addEventListener('click', onClick);
    return () => element?.removeEventListener('click', onClick);
  }, [frame]);
}
