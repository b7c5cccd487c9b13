/** Ids for the sites and links of files that give only labels. */

/** Letters that Unicode does not take apart into a letter of ours and an accent. */
const PLAIN: Readonly<Record<string, string>> = {
  ə: 'e',
  ı: 'i',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};

/** `Cisco 3640 Samtredia` becomes `cisco-3640-samtredia`; empty when no letter or digit of ours is left. */
export const slug = (label: string): string =>
  label
    .toLowerCase()
    .replace(/\p{L}/gu, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** The name without its folder and its last ending, such as `Grena` for `zoo/Grena.graphml`. */
export const stem = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');

/** One id for each node: its label slugged, with the node's own id behind it where several labels come to the same. */
export function siteIds(nodes: readonly { readonly label: string; readonly id: string }[]): string[] {
  const slugs = nodes.map(({ label, id }) => slug(label) || (/^\d/.test(id) ? `site-${id}` : slug(id)) || 'site');
  const uses = new Map<string, number>();
  for (const name of slugs) uses.set(name, (uses.get(name) ?? 0) + 1);
  // Names that stand alone are given first, so that no numbered twin can take them.
  const taken = new Set(slugs.filter((name) => uses.get(name) === 1));
  return slugs.map((name, index) => {
    if (uses.get(name) === 1) return name;
    const numbered = `${name}-${slug(nodes[index].id) || index}`;
    const free = unused(numbered, taken);
    taken.add(free);
    return free;
  });
}

/** Names links after their ends: `a--b`, and `a--b#2`, `a--b#3` for the parallels, whichever way round they are given. */
export function linkNamer(given: Iterable<string> = []): (from: string, to: string) => string {
  const taken = new Set(given);
  const first = new Map<string, string>();
  return (from, to) => {
    const pair = JSON.stringify(from < to ? [from, to] : [to, from]);
    const name = first.get(pair) ?? `${from}--${to}`;
    first.set(pair, name);
    const free = unused(name, taken, '#');
    taken.add(free);
    return free;
  };
}

function unused(name: string, taken: ReadonlySet<string>, mark = '-'): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}${mark}${number}`)) number++;
  return `${name}${mark}${number}`;
}
