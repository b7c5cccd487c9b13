/** XML whose every element still knows its line and column; no entity is ever fetched or expanded from outside. */
import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml';
import type { Position, Problems } from './problem.ts';

export interface Markup {
  readonly root: XmlElement;
  /** The text, without a byte order mark; offsets count its characters. */
  readonly plain: string;
  place(offset: number): Position;
  /** Where an element's tag begins. */
  at(element: XmlElement): Position;
  /** Where an element's text begins; where its tag begins when it has none. */
  textAt(element: XmlElement): Position;
}

/**
 * The text's elements; undefined, with the fault told at its place, when it is no well-formed XML.
 * @param what the text should be, for a message: `a topology file`
 */
export function readMarkup(text: string, file: string, problems: Problems, what: string): Markup | undefined {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  let root: XmlElement | null;
  try {
    root = parseXml(plain, { includeOffsets: true }).root;
  } catch (fault) {
    if (fault instanceof XmlError) {
      const reason = fault.message.split('\n')[0].replace(/ \(line \d+, column \d+\)$/, '');
      problems.error(
        { file, line: fault.line, column: fault.column },
        '',
        `XML that cannot be read (${reason})`,
        'well-formed XML',
      );
      return undefined;
    }
    // The parser calls itself for each level of nesting, so only elements thousands deep can exhaust the stack.
    if (!(fault instanceof RangeError)) throw fault;
    root = null;
  }
  if (root === null || isDeeperThan(root, DEEPEST)) {
    problems.error({ file, line: 1, column: 1 }, '', `elements nested more than ${DEEPEST} deep`, what);
    return undefined;
  }
  const starts = [0];
  for (let next = plain.indexOf('\n'); next >= 0; next = plain.indexOf('\n', next + 1)) starts.push(next + 1);
  const position = (offset: number): Position => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - starts[low] + 1 };
  };
  return {
    root,
    plain,
    place: position,
    at: (element) => position(element.start),
    textAt: (element) => {
      const inner = element.children.at(0);
      return position(inner !== undefined && inner.start >= 0 ? inner.start : element.start);
    },
  };
}

/** No file that we read nests deeper, and whoever walks the elements may call himself once a level. */
const DEEPEST = 200;

function isDeeperThan(root: XmlElement, limit: number): boolean {
  let layer = [root];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > limit) return true;
    layer = layer.flatMap((element) => childrenOf(element));
  }
  return false;
}

/** An element's name without its namespace prefix. */
export const localName = (element: XmlElement): string => element.name.replace(/^.*:/, '');

/** The elements right below, all of them or those of one local name. */
export const childrenOf = (element: XmlElement, name?: string): XmlElement[] =>
  element.children.filter(
    (inner): inner is XmlElement => inner instanceof XmlElement && (name === undefined || localName(inner) === name),
  );

/** The elements below at any depth that have a local name, in the order of the text. */
export const descendantsOf = (element: XmlElement, name: string): XmlElement[] =>
  childrenOf(element).flatMap((inner) => [
    ...(localName(inner) === name ? [inner] : []),
    ...descendantsOf(inner, name),
  ]);
