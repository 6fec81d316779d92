// TIMEX3 values as places in the calendar.

const DAY = 86_400_000;
const QUARTERS: Record<string, number> = { Q1: 0, Q2: 3, Q3: 6, Q4: 9, H1: 0, H2: 6, SP: 2, SU: 5, FA: 8, AU: 8, WI: 11 };

/** The first day that a value names, as milliseconds of UTC; nothing for values without a year. */
export function firstDay(value: string): number | null {
  const first = value.split("/")[0];
  const fiscal = /^FY(\d{4})$/.exec(first);
  if (fiscal) return Date.UTC(Number(fiscal[1]) - 1, 9, 1);
  const match = /^(\d{2,4})(?:-(\d{2}|Q[1-4]|H[12]|SP|SU|FA|AU|WI|W\d{2}))?(?:-(\d{2}|WE))?/.exec(first);
  if (!match) return null;
  // 20 is a century, 202 a decade
  const year = Number(match[1].padEnd(4, "0"));
  const part = match[2];
  if (!part) return utc(year, 0, 1);
  if (part.startsWith("W")) {
    // the first ISO week has January the 4th
    const fourth = utc(year, 0, 4);
    return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY + (Number(part.slice(1)) - 1) * 7 * DAY;
  }
  if (part in QUARTERS) return utc(year, QUARTERS[part], 1);
  const day = Number(match[3]);
  return utc(year, Number(part) - 1, day || 1);
}

/** Years before 100 are themselves. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getTime();
}

/** A month as a number without gaps, and back as `YYYY-MM`. */
export function monthOf(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

export const month = (n: number): string => `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}`;
