import {
  MappingType,
  type DataTransformerConfig,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { STATUS_COLORS } from './colors.ts';

/** Makes the labels and the structured metadata of log records fields of their own. */
export const LABELS_AS_FIELDS: DataTransformerConfig = {
  id: 'extractFields',
  options: { source: 'labels', format: 'auto', replace: false, keepTime: false },
};

/** Takes these fields and no others, in this order. */
export function pickFields(names: readonly string[]): DataTransformerConfig[] {
  return [
    { id: 'filterFieldsByName', options: { include: { names: [...names] } } },
    {
      id: 'organize',
      options: { indexByName: Object.fromEntries(names.map((name, index) => [name, index])) },
    },
  ];
}

/** The event that brought a state, as that state's name in its colour. */
export const statusWords: ValueMapping = {
  type: MappingType.ValueToText,
  options: {
    ...Object.fromEntries(
      Object.entries(STATUS_COLORS).map(([status, color], index) => [
        `workflow.run.${status}`,
        { text: status.replace('_', ' '), color, index },
      ]),
    ),
    'workflow.run.resumed': { text: 'running', color: STATUS_COLORS.running, index: 90 },
  },
};
