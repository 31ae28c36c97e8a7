import { EVENTS, severityOf } from '../../src/index.ts';
import { commonFields, eventShapes, type EventShape } from './event-shapes.ts';
import { code, markdownTable } from './markdown-table.ts';
import { EVENT_MEANINGS, type Field } from './meanings.ts';

const SHAPES = eventShapes();
const OF_RUNS = SHAPES.filter(({ event }) => event.startsWith('workflow.run.'));
const OF_STEPS = SHAPES.filter(({ fields }) => fields.has('step_seq'));
const OTHERS = SHAPES.filter((shape) => !OF_RUNS.includes(shape) && !OF_STEPS.includes(shape));

/** What every event has, but for the run id of `dispatch_refused`. */
const ENVELOPE = new Set<Field>(['run_id', ...commonFields(SHAPES)]);
const OF_EVERY_STEP = commonFields(OF_STEPS);
/** What a run is: on the events that open it. */
const DESCRIPTION = describingFields();

/** The tables of events: of runs, of steps, and the rest. */
export function eventTables(): Record<string, string> {
  return {
    'events of runs': tableOf(OF_RUNS),
    'events of steps': tableOf(OF_STEPS),
    'other events': tableOf(OTHERS),
    'fields of every event': list(ENVELOPE),
    'fields that describe a run': list(DESCRIPTION),
    'fields of every event of a step': list([...OF_EVERY_STEP].filter((field) => !ENVELOPE.has(field))),
  };
}

function tableOf(shapes: readonly EventShape[]): string {
  const rows = shapes.map((shape) => {
    const { event, fields } = shape;
    const severity = severityOf({ event });
    const reported = fields.has('reported')
      ? `${severity}, reported: ${severityOf({ event, reported: true })}`
      : severity;
    return [code(event), reported, code(EVENTS[event].oa04), EVENT_MEANINGS[event], ownFields(shape)];
  });
  return markdownTable(['event', 'severity', '`event_type`', 'says', 'fields of its own'], rows);
}

function ownFields({ fields }: EventShape): string {
  const isOpening = [...DESCRIPTION].every((field) => fields.has(field));
  const own = [...fields].filter(
    ([field]) =>
      !ENVELOPE.has(field) &&
      !(fields.has('step_seq') && OF_EVERY_STEP.has(field)) &&
      !(isOpening && DESCRIPTION.has(field)),
  );
  const names = own.map(([field, { isRequired }]) => code(isRequired ? field : `${field}?`));
  return [...(isOpening ? ['the description'] : []), ...names].join(', ') || '–';
}

function describingFields(): Set<Field> {
  const opening = OF_RUNS.filter(({ fields }) => fields.has('trace_id'));
  return new Set([...commonFields(opening)].filter((field) => !ENVELOPE.has(field)));
}

function list(fields: Iterable<Field>): string {
  return [...fields].map(code).join(', ');
}
