import type { Facets } from '../api.ts';
import { STATES } from '../status/states.ts';
import type { FilterName } from './list-search.ts';

/** How a filter is asked for. */
export type FilterField = { readonly name: FilterName; readonly label: string } & (
  | { readonly kind: 'facet'; readonly facet: keyof Facets; readonly extra?: readonly string[] }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'text'; readonly hint: string }
  | { readonly kind: 'flag'; readonly yes: string; readonly no: string }
);

const CATEGORIES = ['transient', 'validation_failed', 'external_api', 'policy_denied', 'bug'];

/** All filters but those of time and words, in the order of the menu. */
export const FIELDS: readonly FilterField[] = [
  { name: 'workflow', label: 'Workflow', kind: 'facet', facet: 'workflows' },
  { name: 'state', label: 'Status', kind: 'words', words: Object.keys(STATES) },
  { name: 'tag', label: 'Tag', kind: 'facet', facet: 'tags' },
  { name: 'env', label: 'Environment', kind: 'facet', facet: 'environments' },
  { name: 'version', label: 'Version', kind: 'facet', facet: 'versions' },
  { name: 'tenant', label: 'Tenant', kind: 'facet', facet: 'tenants' },
  { name: 'error_code', label: 'Error code', kind: 'facet', facet: 'error_codes' },
  { name: 'error_category', label: 'Error category', kind: 'words', words: CATEGORIES },
  { name: 'hitl', label: 'HITL', kind: 'words', words: ['requested', 'approved', 'rejected', 'none'] },
  { name: 'owner', label: 'Owner', kind: 'facet', facet: 'owners', extra: ['none'] },
  { name: 'started_by', label: 'Actor', kind: 'facet', facet: 'started_by' },
  { name: 'id', label: 'Run', kind: 'text', hint: 'Its id, whole' },
  { name: 'tag_pattern', label: 'Tag pattern', kind: 'text', hint: 'A regular expression: ^eu-' },
  { name: 'failed_step', label: 'Failed step', kind: 'text', hint: 'The name of a step' },
  { name: 'business_event_id', label: 'Business event', kind: 'text', hint: 'Its id, whole' },
  { name: 'trace_id', label: 'Trace', kind: 'text', hint: '32 hexadecimal digits' },
  { name: 'rerun_of', label: 'Re-run of', kind: 'text', hint: 'The id of a run' },
  { name: 'parent', label: 'Parent', kind: 'text', hint: 'The id of a run' },
  { name: 'needs_person', label: 'Needs a person', kind: 'flag', yes: 'Needs a person', no: 'Needs nobody' },
  { name: 'resolved', label: 'Resolved', kind: 'flag', yes: 'Resolved', no: 'Not resolved' },
  { name: 'pinned', label: 'Pinned', kind: 'flag', yes: 'Pinned', no: 'Not pinned' },
  { name: 'backfill', label: 'Backfill', kind: 'flag', yes: 'Backfills', no: 'No backfills' },
];

/** Those that are always offered. */
export const ALWAYS: readonly FilterName[] = ['workflow', 'state', 'tag'];
