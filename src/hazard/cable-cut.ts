/** The hazard of a cable that is cut at a given time: by a digger, an anchor, a thief or a saboteur. */
import { z } from 'zod';
import { type Draws, PURPOSE } from '../engine/draws.ts';
import { duration } from '../text/quantity.ts';
import type { Damage } from './damage.ts';
import { type Hazard, type HazardSetting, hazardKind } from './hazard.ts';
import { warnIfLate } from './telling.ts';

const id = z.string().min(1);

const schema = z
  .strictObject({
    link: z
      .union([id, z.array(id).min(1)])
      .optional()
      .describe('The link, or a list of links'),
    riskGroup: id.optional().describe('Instead of links: the shared-risk group that is cut'),
    at: duration.default(0).describe('When it is cut'),
    atKm: z.number().nonnegative().optional().describe('Where, km along the cable from its first end'),
    atShare: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Where, as a share of the cable; random when neither is given'),
    times: z.int().min(1).max(1000).default(1).describe('How many cuts'),
    wholeGroup: z.boolean().default(true).describe('Whether links that share its risk group are cut with it'),
    cause: z.string().optional().describe('Free text'),
  })
  .refine(({ link, riskGroup }) => (link === undefined) !== (riskGroup === undefined), {
    error: 'either link or riskGroup',
  })
  .refine(({ atKm, atShare }) => atKm === undefined || atShare === undefined, { error: 'atKm or atShare, not both' });
type Parameters = z.output<typeof schema>;

/** What one stroke cuts: the link it is aimed at, and with it all that share its fate. */
interface Stroke {
  readonly handle: number;
  readonly members: readonly number[];
}

/** The strokes that the parameters ask for; a group that several of the named links share is cut once. */
function strokesOf({ link, riskGroup, wholeGroup }: Parameters, setting: HazardSetting): Stroke[] {
  const { network, addresses, name } = setting;
  const strokes: Stroke[] = [];
  const struck = new Set<string>();
  const cutGroup = (group: string, aimedAt: number | undefined): void => {
    if (struck.has(`group ${group}`)) return;
    struck.add(`group ${group}`);
    const shared = network.riskGroups.get(group) ?? [];
    const members = aimedAt === undefined ? shared : [aimedAt, ...shared.filter((member) => member !== aimedAt)];
    strokes.push({ handle: addresses.handle(`${name}/group/${group}`), members });
  };
  if (riskGroup !== undefined) {
    if (network.riskGroups.has(riskGroup)) cutGroup(riskGroup, undefined);
    else setting.error(['riskGroup'], `"${riskGroup}"`, 'a shared-risk group', network.riskGroups.keys());
  }
  const named = link === undefined ? [] : typeof link === 'string' ? [link] : link;
  named.forEach((linkId, place) => {
    const path = typeof link === 'string' ? ['link'] : ['link', place];
    const index = network.linkIndex.get(linkId);
    if (index === undefined) {
      setting.error(path, `"${linkId}"`, 'the id of a link', network.linkIndex.keys());
      return;
    }
    if (network.isSpaceLink[index] === 1) {
      setting.error(path, `"${linkId}", a link to space`, 'a link that can be cut');
      return;
    }
    const group = network.links[index].riskGroup;
    if (wholeGroup && group !== undefined) {
      cutGroup(group, index);
    } else if (!struck.has(`link ${linkId}`)) {
      struck.add(`link ${linkId}`);
      strokes.push({ handle: addresses.handle(`${name}/link/${linkId}`), members: [index] });
    }
  });
  return strokes;
}

export const cableCut = hazardKind({
  name: 'cable-cut',
  summary: 'Named cables or a shared-risk group cut at a given time',
  source: 'the scenario',
  schema,
  prepare(parameters, setting): Hazard {
    const { network, lines, index } = setting;
    const { at, atKm, atShare, times } = parameters;
    const strokes = strokesOf(parameters, setting);
    warnIfLate(setting, at);
    for (const { members } of strokes) {
      const { id: aimedAt, lengthKm } = network.links[members[0]];
      if (atKm !== undefined && atKm > lengthKm[1]) {
        setting.error(['atKm'], `${atKm} km`, `at most the length of ${aimedAt}, ${lengthKm[1]} km`);
      }
    }
    if (strokes.some(({ members }) => members.length > 1)) {
      setting.assume('links of one risk group are cut at the same share of their lengths');
    }
    if (atKm === undefined && atShare === undefined) {
      setting.assume('the place of a cut is unknown: any point of the cable is as likely');
    }
    return {
      strike(draws: Draws, lengthsKm: Float64Array, damage: Damage): void {
        for (const { handle, members } of strokes) {
          for (let time = 0; time < times; time++) {
            // The length of a replication may be shorter than the longest it could be: the cut is then at the end.
            const share =
              atKm !== undefined
                ? Math.min(1, atKm / lengthsKm[members[0]])
                : (atShare ?? draws.uniform(handle, PURPOSE.cutPosition, time));
            for (const link of members) {
              const [lat, lon] = lines[link].at(share);
              damage.cutLink(index, at, link, share * lengthsKm[link], lat, lon);
            }
          }
        }
      },
    };
  },
});
