export { PaymentError, RunMaker, type OpenRun } from './make-runs.ts';
export { CliProcess, runCli, RUNLIGHT, type CliOptions, type CliResult } from './run-cli.ts';
export { DECLINED, Story, STORY_START, type StoryStep } from './story.ts';
export { HAS_TMUX, TmuxScreen, type ScreenOptions } from './tmux-screen.ts';
