// The items of a structured report, which come in the order of reading, as the tree that their levels tell. Pure.
import type { ReportContentItem } from '@lumenbox/contract';

/** An item with what stands in it. */
export interface ContentNode {
  readonly item: ReportContentItem;
  /** Its place in the order of reading. */
  readonly index: number;
  readonly children: readonly ContentNode[];
}

/** The trees of items; a level that is left out counts as the next one. */
export function contentTree(items: readonly ReportContentItem[]): readonly ContentNode[] {
  const roots: ContentNode[] = [];
  const path: { level: number; children: ContentNode[] }[] = [];
  for (const [index, item] of items.entries()) {
    while ((path.at(-1)?.level ?? -1) >= item.level) path.pop();
    const children: ContentNode[] = [];
    (path.at(-1)?.children ?? roots).push({ item, index, children });
    path.push({ level: item.level, children });
  }
  return roots;
}
