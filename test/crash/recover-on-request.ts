// Recovers the runs directories that its parent names, one after the other.
import { recoverRuns } from '@runlight/run-dir';

process.on('message', (root: string) => {
  // No patience: of a run that was killed before its status.json was there nobody knows the process, and all are dead.
  void recoverRuns(root, { lostAfterMs: 0 }).then((recovered) => process.send?.(recovered));
});
