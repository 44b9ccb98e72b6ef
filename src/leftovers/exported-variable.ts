import type { ExportedVariable } from '../exported.ts';
import { blank, mayBeExported } from '../runner/hand-over.ts';
import type { Kind } from './item.ts';

/** Variables set for the later steps are blanked, unless somebody has changed them since. */
export const exportedVariable: Kind<ExportedVariable> = {
  read({ id, mark }) {
    return typeof mark === 'string' && mayBeExported(id) ? { kind: 'variable', id, mark } : undefined;
  },

  async undo(variable) {
    blank(variable);
    return undefined;
  },

  failed() {
    return 'The variables that the step had set could not be blanked: the runner takes none.';
  },
};
