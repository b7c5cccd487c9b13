/** The mean recovery curve as a picture: who is still cut off, over time, one line a protocol. */
import { curveTimes, type Outcomes } from '../experiment/outcomes.ts';
import { number } from './amounts.ts';
import { meanShare } from './curve-csv.ts';

const WIDTH = 860;
const HEIGHT = 420;
const PLOT = { left: 72, right: 24, top: 64, bottom: 56 };
/** Okabe & Ito (2008): told apart by readers of all colour visions. */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999'];
/** Lines beyond the first few are dashed too: several protocols often share a curve, and there are only so many colours. */
const DASHES = ['', '', '', '', '9 3', '5 3', '2 3', '12 3 2 3', '7 5'];
/** More protocols than this are named below each other. */
const MOST_IN_A_ROW = 4;
const LINE_HEIGHT = 18;
const TICK_HOURS = [0, 1, 6, 24, 72, 168, 336, 720, 1440, 2160, 4320, 8766];

export function curveSvg(title: string, outcomes: Outcomes): string {
  const times = curveTimes(outcomes.horizonHours);
  const curves = outcomes.variants.map(({ name, cutOffSum }) => ({
    name,
    shares: Array.from(times, (_, point) => meanShare(outcomes, cutOffSum[point])),
  }));
  const top = niceTop(Math.max(0, ...curves.flatMap(({ shares }) => shares)));
  const width = WIDTH - PLOT.left - PLOT.right;
  const height = HEIGHT - PLOT.top - PLOT.bottom;
  // The axis of time is drawn by its square root, so that the first hours and the last weeks are both seen.
  const x = (time: number): number => PLOT.left + width * Math.sqrt(time / outcomes.horizonHours);
  const y = (share: number): number => PLOT.top + height * (1 - share / top);
  const at = (value: number): string => value.toFixed(1);

  const parts: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="13" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${PLOT.left}" y="24" font-size="16" font-weight="bold" fill="#222222">${escaped(title)}</text>`,
  ];
  for (let step = 0; step <= 4; step++) {
    const share = (top * step) / 4;
    parts.push(
      `<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${at(y(share))}" y2="${at(y(share))}" stroke="#e3e3e3"/>`,
      `<text x="${PLOT.left - 8}" y="${at(y(share) + 4)}" text-anchor="end" fill="#555555">${number(100 * share)} %</text>`,
    );
  }
  let lastLabel = Number.NEGATIVE_INFINITY;
  for (const tick of [...TICK_HOURS.filter((hour) => hour < outcomes.horizonHours), outcomes.horizonHours]) {
    const place = x(tick);
    const isEnd = tick === outcomes.horizonHours;
    if (place - lastLabel < 42 || (!isEnd && x(outcomes.horizonHours) - place < 42)) continue;
    lastLabel = place;
    parts.push(
      `<line x1="${at(place)}" x2="${at(place)}" y1="${PLOT.top + height}" y2="${PLOT.top + height + 5}" stroke="#888888"/>`,
      `<text x="${at(place)}" y="${PLOT.top + height + 20}" text-anchor="middle" fill="#555555">${tick < 24 && tick > 0 ? `${tick} h` : `${number(tick / 24)} d`}</text>`,
    );
  }
  parts.push(
    `<text x="${PLOT.left + width / 2}" y="${HEIGHT - 12}" text-anchor="middle" fill="#555555">time since the start of the scenario (square-root axis)</text>`,
    `<text x="${PLOT.left}" y="${PLOT.top - 10}" fill="#555555">people cut off, mean of ${outcomes.count} replications</text>`,
  );
  const isColumn = curves.length > MOST_IN_A_ROW;
  const roomFor = (name: string): number => 30 + 7.4 * name.length;
  const widest = Math.max(0, ...curves.map(({ name }) => roomFor(name)));
  let legend = WIDTH - PLOT.right;
  for (const [index, { name, shares }] of curves.entries()) {
    const colour = COLOURS[index % COLOURS.length];
    const dash = DASHES[index % DASHES.length];
    const dashed = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
    let path = '';
    for (const [point, share] of shares.entries())
      path += point === 0 ? `M${at(x(times[0]))} ${at(y(share))}` : `H${at(x(times[point]))}V${at(y(share))}`;
    parts.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2.2"${dashed}/>`);
    legend = isColumn ? WIDTH - PLOT.right - widest : legend - roomFor(name);
    const line = isColumn ? PLOT.top + LINE_HEIGHT * (index + 1) : PLOT.top - 14;
    parts.push(
      `<line x1="${at(legend)}" x2="${at(legend + 18)}" y1="${line}" y2="${line}" stroke="${colour}" stroke-width="3"${dashed}/>`,
      `<text x="${at(legend + 22)}" y="${line + 4}" fill="#222222">${escaped(name)}</text>`,
    );
  }
  parts.push('</svg>');
  return `${parts.join('\n')}\n`;
}

/** The smallest of 1, 2, 4, 6, 8 times a power of ten that holds the curve. */
function niceTop(most: number): number {
  if (!(most > 0)) return 0.01;
  const power = 10 ** Math.floor(Math.log10(most));
  for (const step of [1, 2, 4, 6, 8, 10]) if (step * power >= most) return Math.min(1, step * power);
  return 1;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
