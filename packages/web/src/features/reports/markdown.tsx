// A report's Markdown as a page shows it: no HTML, no pictures, links to the web alone, which hand nothing on.
import { Anchor } from '@mantine/core';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import classes from './reports.module.css';

type HeadingLevel = 3 | 4 | 5 | 6;

/** Addresses that a report may lead to; of any other only the words are shown. */
const openAddress = /^(?:https?|mailto):/i;

/** The text. Its headings are of one level, `level`, below the report's own: depth is shown by their size. */
export function Markdown({ text, level }: { text: string; level: HeadingLevel }) {
  return (
    <div className={classes.markdown}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={componentsOf(level)}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

const byLevel = new Map<HeadingLevel, Components>();

function componentsOf(level: HeadingLevel): Components {
  const known = byLevel.get(level);
  if (known !== undefined) return known;
  const Tag = `h${level}` as const;
  const heading =
    (depth: number): NonNullable<Components['h1']> =>
    ({ children }) => <Tag data-depth={depth}>{children}</Tag>;
  const made: Components = {
    h1: heading(1),
    h2: heading(2),
    h3: heading(3),
    h4: heading(3),
    h5: heading(3),
    h6: heading(3),
    // A picture from elsewhere tells who reads the report, and when.
    img: ({ alt }) => <span>{alt}</span>,
    a: ({ href, children }) =>
      href !== undefined && openAddress.test(href) ? (
        <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" inherit underline="always">
          {children}
        </Anchor>
      ) : (
        <span>{children}</span>
      ),
    table: ({ children }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      <div className={classes.tableScroll} tabIndex={0}>
        <table>{children}</table>
      </div>
    ),
  };
  byLevel.set(level, made);
  return made;
}
