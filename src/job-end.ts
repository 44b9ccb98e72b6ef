// The entry of dist/ at the job's end. It is a file of its own, though the code is one bundle: a step that was killed
// at its very start has left no state by which the job's end could be told from the step.
import './index.ts';
