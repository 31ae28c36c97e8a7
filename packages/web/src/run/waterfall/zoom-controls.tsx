import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';

import { useShortcuts } from '../../keyboard/keys.ts';
import type { Folding } from './use-axis.ts';
import type { VisibleRow } from './visible-rows.ts';
import { panned, zoomBetween, zoomedIn, zoomedOut, type Zoom } from './zoom.ts';

interface Props {
  readonly folding: Folding;
  readonly zoom: Zoom | null;
  readonly now: number;
  /** The row that is selected. */
  readonly row: VisibleRow | undefined;
  readonly onZoom: (zoom: Zoom | null) => void;
}

/** How much room a step has on each side when it is zoomed to, as a share of its own. */
const AROUND = 0.1;
const HALF = 0.5;

/** Closer, further, left and right: with the mouse and with keys. */
export function ZoomControls({ folding: { axis, whole }, zoom, now, row, onZoom }: Props) {
  const zoomIn = (): void => onZoom(zoomedIn(axis));
  const zoomOut = (): void => onZoom(zoom && zoomedOut(whole, zoom));
  const pan = (widths: number) => (): void => onZoom(zoom && panned(whole, zoom, widths));
  useShortcuts([
    { group: 'Run', keys: '+', does: 'Zoom in', act: zoomIn },
    { group: 'Run', keys: '-', does: 'Zoom out', act: zoomOut },
    { group: 'Run', keys: ',', does: 'Earlier, when zoomed', act: pan(-HALF) },
    { group: 'Run', keys: '.', does: 'Later, when zoomed', act: pan(HALF) },
    { group: 'Run', keys: 'z', does: 'Zoom to the step', act: () => row && onZoom(around(row, whole, now)) },
    { group: 'Run', keys: '0', does: 'The whole run', act: () => onZoom(null) },
    ...(zoom === null
      ? []
      : [{ group: 'Run', keys: 'Escape', does: 'The whole run, when zoomed', act: () => onZoom(null) }]),
  ]);
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label="Zoom out (-)">
        <ActionIcon
          variant="default"
          size={26}
          aria-label="Zoom out"
          disabled={zoom === null}
          onClick={zoomOut}
        >
          <IconZoomOut size={15} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Zoom in (+), or drag over the small picture of the run">
        <ActionIcon variant="default" size={26} aria-label="Zoom in" onClick={zoomIn}>
          <IconZoomIn size={15} />
        </ActionIcon>
      </Tooltip>
      {zoom !== null && (
        <Button size="compact-xs" variant="subtle" onClick={() => onZoom(null)}>
          Whole run
        </Button>
      )}
    </Group>
  );
}

/** A step with some room around it. */
function around({ segments }: VisibleRow, whole: Folding['whole'], now: number): Zoom | null {
  if (segments.length === 0) return null;
  const left = whole.position(Math.min(...segments.map(({ from }) => from)));
  const right = whole.position(Math.max(...segments.map(({ to }) => to ?? now)));
  const room = (right - left) * AROUND;
  return zoomBetween(whole, left - room, right + room);
}
