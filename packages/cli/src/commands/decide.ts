import { activeSteps, isOutcome, statusOf, type GateOutcome, type RunState } from '@runlight/contract';
import { writeControl } from '@runlight/run-dir';
import { redactText } from '@runlight/sdk';
import type { Command } from 'commander';

import { actorOf } from '../actor.ts';
import { CliError } from '../cli-error.ts';
import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { ownRunFrom } from '../read-report.ts';
import { oneLine, printableJson } from '../render/printable.ts';
import { resolveRun } from '../resolve-run.ts';
import { warnIfUnattended } from '../unattended.ts';
import { printLines, type Terminal } from '../terminal.ts';

interface DecideOptions extends CommonOptions {
  readonly note?: string;
  readonly actor?: string;
}

type Decision = Exclude<GateOutcome, 'timed_out'>;

export function approveCommand(cli: Cli): Command {
  return decisionCommand(cli, 'approve', 'approved', 'Approve what a run waits for');
}

export function rejectCommand(cli: Cli): Command {
  return decisionCommand(cli, 'reject', 'rejected', 'Reject what a run waits for');
}

function decisionCommand(cli: Cli, name: string, outcome: Decision, summary: string): Command {
  return defineCommand(`${name} <run> [gate]`, {
    summary,
    examples: [
      [`${name} latest`, 'the one gate that is open'],
      [`${name} run_01K8S approve_total --note "checked by phone"`, 'one of several, with a note'],
    ],
    exitCodes: [
      [0, 'the decision was left with the run'],
      [1, 'no gate is open, or several are and none was named'],
    ],
    json: 'print the decision as a JSON object',
    notes:
      'The gate may be left out when only one is open. The process of the run takes the decision up by itself.',
  })
    .option('--note <text>', 'why, for everybody who looks at the run later')
    .option('--actor <name>', 'who decides (default: $USER)')
    .action(
      withExitCode(cli, (reference: string, gate: string | undefined, options: DecideOptions) =>
        decide({ reference, gate, outcome }, options, cli.terminal),
      ),
    );
}

interface Asked {
  readonly reference: string;
  readonly gate: string | undefined;
  readonly outcome: Decision;
}

async function decide(asked: Asked, options: DecideOptions, terminal: Terminal): Promise<ExitCode> {
  const directory = resolveRun(asked.reference, options, terminal);
  const { state } = ownRunFrom(directory, terminal);
  const gate = gateToDecide(state, asked);
  const actor = actorOf(options, terminal);
  const { outcome } = asked;
  const note = options.note === undefined ? undefined : redactText(options.note);
  writeControl(directory, { kind: 'gate', gate, outcome, actor, note });
  if (options.json) {
    printLines(terminal, [printableJson({ run_id: state.run_id, gate, outcome, actor, note: note ?? null })]);
  } else {
    const verb = outcome === 'approved' ? 'Approved' : 'Rejected';
    printLines(terminal, [`${verb} ${oneLine(gate)} of ${oneLine(state.run_id)} as ${oneLine(actor)}.`]);
    await warnIfUnattended(directory, terminal);
  }
  return EXIT.ok;
}

function gateToDecide(state: RunState, { gate, outcome }: Asked): string {
  const open = openGates(state);
  const run = oneLine(state.run_id);
  const [first] = open;
  if (first === undefined) {
    const status = statusOf(state);
    const is = isOutcome(status) ? `it has ended: ${status}` : `it is ${status}`;
    throw new CliError('no_open_gate', `Nothing in ${run} waits for a decision; ${is}.`);
  }
  const names = open.map(oneLine).join(', ');
  if (gate !== undefined) {
    if (open.includes(gate)) return gate;
    throw new CliError('no_such_gate', `No gate ${JSON.stringify(gate)} is open in ${run}. Open: ${names}.`);
  }
  if (open.length === 1) return first;
  const verb = outcome === 'approved' ? 'approve' : 'reject';
  throw new CliError(
    'several_gates',
    `${open.length} gates are open in ${run}: ${names}. Name one: runlight ${verb} ${run} GATE`,
  );
}

function openGates(state: RunState): string[] {
  const open = activeSteps(state).flatMap(({ gate }) =>
    gate?.requested != null && gate.resolved === null ? [gate.name] : [],
  );
  return [...new Set(open)];
}
