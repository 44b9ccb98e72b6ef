const day = 24 * 3600 * 1000;

/**
 * endingSoon returns the warning about something that logs in and ends within a number of days; undefined where it does
 * not end, or later, or where nobody is to be warned (0 days).
 */
export function endingSoon(what: string, end: Date | undefined, now: Date, days: number): string | undefined {
  const left = ((end?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime()) / day;
  return left < days
    ? `${what} ends ${end?.toISOString()}, in ${Math.max(0, Math.floor(left))} days, and no job can log in by it after that. docs/rotation.md of this action tells how to renew it.`
    : undefined;
}
