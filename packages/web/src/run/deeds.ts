import { runlight, type RunDetail } from '../api.ts';
import type { Deed } from './action-dialog.tsx';

export type DeedName = 'resolve' | 'reopen' | 'cancel' | 'annotate' | 'assign' | 'approve' | 'reject';

/** What a person can do to a run with one text. */
export function deedOf(name: DeedName, run: RunDetail): Deed {
  return DEEDS[name](run);
}

const optional = { required: false, multiline: false } as const;

const decision = (outcome: 'approved' | 'rejected') => (run: RunDetail) => ({
  ...optional,
  title: `${outcome === 'approved' ? 'Approve' : 'Reject'} “${run.gate?.name ?? ''}”?`,
  ...(run.gate !== null && {
    question: {
      asker: run.gate.step === null ? run.workflow_name : `${run.workflow_name}, step ${run.gate.step},`,
      since: run.gate.since,
      reason: run.gate.reason,
    },
  }),
  explains:
    outcome === 'approved'
      ? 'The run goes on as soon as its process hears of it.'
      : 'The run is told that it was rejected; what it then does is its own decision.',
  label: 'Note, which the run gets too',
  submits: outcome === 'approved' ? 'Approve' : 'Reject',
  done: outcome === 'approved' ? 'Approved' : 'Rejected',
  dangerous: outcome === 'rejected',
  act: (note: string) =>
    runlight.decideGate({
      path: { id: run.id, gate: run.gate?.name ?? '' },
      body: { outcome, ...(note !== '' && { note }) },
    }),
});

const DEEDS: Readonly<Record<DeedName, (run: RunDetail) => Deed>> = {
  approve: decision('approved'),
  reject: decision('rejected'),
  resolve: ({ id }) => ({
    ...optional,
    title: 'Resolve',
    explains:
      'Says that somebody took care of it. The status stays what it is; who resolved it, and why, is kept.',
    label: 'Reason',
    submits: 'Resolve',
    done: 'Resolved',
    act: (reason) =>
      runlight.resolveRun({ path: { id }, body: { resolved: true, ...(reason !== '' && { reason }) } }),
  }),
  reopen: ({ id }) => ({
    ...optional,
    title: 'Not resolved after all',
    explains: 'The run counts as unresolved again.',
    label: 'Reason',
    submits: 'Reopen',
    done: 'Open again',
    act: (reason) =>
      runlight.resolveRun({ path: { id }, body: { resolved: false, ...(reason !== '' && { reason }) } }),
  }),
  cancel: ({ id }) => ({
    ...optional,
    title: 'Cancel the run',
    explains: 'Its process is asked to stop: run.signal is aborted there. What was done is not undone.',
    label: 'Reason',
    submits: 'Cancel the run',
    done: 'The process was asked to stop',
    dangerous: true,
    act: (reason) => runlight.cancelRun({ path: { id }, body: reason === '' ? {} : { reason } }),
  }),
  annotate: ({ id }) => ({
    title: 'Add a note',
    explains: 'Everybody who can see the run can read it.',
    label: 'Note',
    submits: 'Add the note',
    done: 'The note was added',
    required: true,
    multiline: true,
    act: (note) => runlight.annotateRun({ path: { id }, body: { note } }),
  }),
  assign: ({ id, owner }) => ({
    ...optional,
    title: 'Owner',
    explains: 'Who takes care of this run. Empty is nobody.',
    label: 'Owner',
    submits: 'Assign',
    done: 'The owner was changed',
    initial: owner ?? '',
    act: (name) => runlight.assignRun({ path: { id }, body: { owner: name === '' ? null : name } }),
  }),
};
