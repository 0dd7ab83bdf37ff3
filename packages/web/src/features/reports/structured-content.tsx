// A structured report as a readable tree: names, values, and what they point to.

import type { StudyReportWithContent } from '@lumenbox/contract';
import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ContentNode, contentTree } from './content-tree.ts';
import classes from './reports.module.css';

/** The content. */
export function StructuredContent({ content }: { content: NonNullable<StudyReportWithContent['content']> }) {
  const { t } = useTranslation();
  return (
    <>
      <ul className={classes.tree}>
        {contentTree(content.items).map((node) => (
          <Item key={node.index} node={node} />
        ))}
      </ul>
      {!content.is_whole && (
        <Alert color="yellow" variant="light">
          {t('reports.contentCut')}
        </Alert>
      )}
    </>
  );
}

function Item({ node }: { node: ContentNode }) {
  const { item, children } = node;
  const isGroup = item.type === 'CONTAINER';
  return (
    <li>
      <Text size="sm" component="div" className={classes.item ?? ''}>
        {item.name !== null && (
          <Text span inherit {...(isGroup ? { fw: 600 } : { c: 'dimmed' })}>
            {isGroup || item.value === null ? item.name : `${item.name}: `}
          </Text>
        )}
        {item.value !== null && <span className={classes.value}>{item.value}</span>}
        <Reference node={node} />
      </Text>
      {children.length > 0 && (
        <ul>
          {children.map((child) => (
            <Item key={child.index} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Reference({ node: { item } }: { node: ContentNode }) {
  const { t } = useTranslation();
  if (item.reference === null) return null;
  const { sop_instance_uid: uid, frames } = item.reference;
  return (
    <Text span size="xs" c="dimmed" className={classes.reference ?? ''}>
      {frames.length === 0
        ? t('reports.pointsTo', { uid })
        : t('reports.pointsToFrames', { uid, frames: frames.join(', ') })}
    </Text>
  );
}
