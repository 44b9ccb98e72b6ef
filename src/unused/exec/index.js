// @actions/core imports @actions/exec for platform.getDetails() alone.
export function getExecOutput() {
  throw new Error('@actions/exec is not part of this action');
}
