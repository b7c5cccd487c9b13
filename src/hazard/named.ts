/** The sites and links that a hazard's parameters name, looked up, and what is wrong with a name told. */
import type { Medium } from '../network/network.ts';
import type { HazardSetting } from './hazard.ts';

type Path = readonly (string | number)[];

/** Index of the link of this id; undefined, with the problem told, if there is none that can be cut. */
export function linkNamed(setting: HazardSetting, path: Path, id: string, medium?: Medium): number | undefined {
  const { network } = setting;
  const found = network.linkIndex.get(id);
  if (found === undefined) {
    setting.error(path, `"${id}"`, 'the id of a link', network.linkIndex.keys());
  } else if (network.isSpaceLink[found] === 1) {
    setting.error(path, `"${id}", a link to space`, 'a link that can be cut');
  } else if (medium !== undefined && network.links[found].medium !== medium) {
    setting.error(path, `"${id}", a ${network.links[found].medium} link`, `a ${medium} link`);
  } else {
    return found;
  }
  return undefined;
}

/** Index of the site of this id; undefined, with the problem told, if there is none on the ground. */
export function siteNamed(setting: HazardSetting, path: Path, id: string): number | undefined {
  const { network } = setting;
  const found = network.siteIndex.get(id);
  if (found === undefined) setting.error(path, `"${id}"`, 'the id of a site', network.siteIndex.keys());
  else if (network.isSpace[found] === 1) setting.error(path, `"${id}", a satellite`, 'a site on the ground');
  else return found;
  return undefined;
}

/** Links under the sea, in the order of the network. */
export const submarineLinks = ({ network }: HazardSetting): number[] =>
  network.links.flatMap((link, index) =>
    link.medium === 'submarine' && network.isSpaceLink[index] === 0 ? index : [],
  );
