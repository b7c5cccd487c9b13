/** The picture, drawn by a real browser: nothing runs over the edge, and no label over another. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { curveSvg } from '../../src/report/curve-svg.ts';
import { compiledFrom, PLAIN_PROTOCOL, ran } from '../worlds.ts';

const browser = process.env.CHROMIUM || '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

interface Box {
  text: string;
  x: number;
  y: number;
  right: number;
  bottom: number;
}

it.skipIf(!existsSync(browser))('has all labels inside and apart (skipped where there is no Chromium)', () => {
  const names = ['siloed', 'cmg-core', 'siloed-trained', 'joint-dispatch', 'plain'];
  const own = names.filter((name) => !['siloed', 'cmg-core'].includes(name));
  const outcomes = ran(
    compiledFrom(
      { protocols: names, horizon: '60d', hazards: [{ 'cable-cut': { link: 'hub--a', at: '3h' } }] },
      undefined,
      Object.fromEntries(own.map((name) => [name, PLAIN_PROTOCOL.replace('name: plain', `name: ${name}`)])),
    ),
    3,
  );
  const folder = mkdtempSync(join(tmpdir(), 'resplice-'));
  const page = join(folder, 'page.html');
  writeFileSync(
    page,
    `<meta charset="utf-8"><body style="margin:0">${curveSvg('A shallow Mw 7 earthquake near Shamakhi', outcomes)}<pre id="out"></pre><script>
      const boxes = [...document.querySelectorAll('svg text')].map((node) => {
        const { x, y, right, bottom } = node.getBoundingClientRect();
        return { text: node.textContent, x, y, right, bottom };
      });
      document.getElementById('out').textContent = JSON.stringify(boxes);
    </script>`,
  );
  const { stdout } = spawnSync(
    browser,
    [...FLAGS, `--user-data-dir=${join(folder, 'profile')}`, '--dump-dom', `file://${page}`],
    { encoding: 'utf8', timeout: 60_000 },
  );
  const boxes = JSON.parse(/<pre id="out">(.*?)<\/pre>/s.exec(stdout)?.[1] ?? '[]') as Box[];
  expect(boxes.length).toBeGreaterThan(15);
  for (const { text, x, y, right, bottom } of boxes)
    expect(x >= 0 && y >= 0 && right <= 860 && bottom <= 420, text).toBe(true);
  for (const [index, a] of boxes.entries())
    for (const b of boxes.slice(index + 1))
      expect(a.right <= b.x || b.right <= a.x || a.bottom <= b.y || b.bottom <= a.y, `${a.text} over ${b.text}`).toBe(
        true,
      );
});
