// The picture of a frame with boxes on it, which are drawn, moved, resized and removed, with a pointer or with keys.
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  between,
  boxesOfFrame,
  type DrawnBox,
  drawn,
  moved,
  type Point,
  resized,
  type Size,
} from './boxes.ts';
import classes from './review-queue.module.css';

/** What a pointer is doing, since where it went down. */
type Gesture =
  | { readonly kind: 'draw'; readonly from: Point }
  | { readonly kind: 'move' | 'resize'; readonly from: Point; readonly box: DrawnBox };

/** A box of fewer pixels on the screen was a slip of the hand. */
const slipPixels = 4;
/** Pixels of the image that an arrow key moves, and with Shift. */
const step = 1;
const bigStep = 10;

/** The picture and its boxes. Without `onChange` they can only be looked at. */
export function BoxEditor(props: {
  address: string;
  frame: number;
  size: Size;
  boxes: readonly DrawnBox[];
  isActualSize: boolean;
  onChange: ((boxes: DrawnBox[]) => void) | undefined;
  onFrame(by: number): void;
  onShown(): void;
  onFailed(): void;
}) {
  const { t } = useTranslation();
  const { boxes, size, frame, onChange } = props;
  const area = useRef<HTMLDivElement>(null);
  const [gesture, setGesture] = useState<Gesture>();
  const [draft, setDraft] = useState<DrawnBox>();
  const replace = (after: DrawnBox) => onChange?.(boxes.map((box) => (box.key === after.key ? after : box)));

  const pointOf = (event: PointerEvent): Point => {
    const bounds = area.current?.getBoundingClientRect();
    if (bounds === undefined) return { x: 0, y: 0 };
    return {
      x: ((event.clientX - bounds.left) / bounds.width) * size.columns,
      y: ((event.clientY - bounds.top) / bounds.height) * size.rows,
    };
  };
  const begin = (event: PointerEvent, make: (from: Point) => Gesture) => {
    if (onChange === undefined || event.button !== 0) return;
    event.stopPropagation();
    area.current?.setPointerCapture(event.pointerId);
    setGesture(make(pointOf(event)));
  };
  const follow = (event: PointerEvent) => {
    if (gesture === undefined) return;
    const at = pointOf(event);
    if (gesture.kind === 'draw') {
      const { key = drawn(emptyBox).key } = draft ?? {};
      setDraft({ ...emptyBox, frame, ...between(gesture.from, at, size), key });
      return;
    }
    const by = { x: at.x - gesture.from.x, y: at.y - gesture.from.y };
    setDraft(gesture.kind === 'move' ? moved(gesture.box, by, size) : resized(gesture.box, by, size));
  };
  const end = () => {
    if (gesture?.kind === 'draw') {
      const scale = (area.current?.clientWidth ?? size.columns) / size.columns;
      const isMeant = draft !== undefined && Math.min(draft.width, draft.height) * scale >= slipPixels;
      if (isMeant) onChange?.([...boxes, draft]);
    } else if (draft !== undefined) replace(draft);
    setGesture(undefined);
    setDraft(undefined);
  };

  const others = boxesOfFrame(boxes, frame).filter(({ key }) => key !== draft?.key);
  const shown = draft === undefined ? others : [...others, draft];
  return (
    <div
      ref={area}
      className={classes.picture}
      data-actual={props.isActualSize}
      data-editable={onChange !== undefined}
      style={{ '--columns': size.columns, '--rows': size.rows } as React.CSSProperties}
      onPointerDown={(event) => begin(event, (from) => ({ kind: 'draw', from }))}
      onPointerMove={follow}
      onPointerUp={end}
      onPointerCancel={() => {
        setGesture(undefined);
        setDraft(undefined);
      }}
      onWheel={(event) => {
        if (!props.isActualSize) props.onFrame(Math.sign(event.deltaY));
      }}
    >
      <img
        src={props.address}
        alt={t('reviewQueue.picture', { frame })}
        draggable={false}
        onLoad={props.onShown}
        onError={props.onFailed}
      />
      {shown.map((box) => (
        <Box
          key={box.key}
          box={box}
          number={numberOf(boxes, box)}
          size={size}
          onMove={(event) => begin(event, (from) => ({ kind: 'move', from, box }))}
          onResize={(event) => begin(event, (from) => ({ kind: 'resize', from, box }))}
          onChange={onChange && replace}
          onRemove={() => onChange?.(boxes.filter(({ key }) => key !== box.key))}
        />
      ))}
    </div>
  );
}

const emptyBox = { frame: 1, x: 0, y: 0, width: 1, height: 1, source: 'reviewer' } as const;

/** A box is called by its place in the list; one that is being drawn comes to its end. */
function numberOf(boxes: readonly DrawnBox[], { key }: DrawnBox): number {
  const index = boxes.findIndex((box) => box.key === key);
  return index < 0 ? boxes.length + 1 : index + 1;
}

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

function Box(props: {
  box: DrawnBox;
  number: number;
  size: Size;
  onMove(event: PointerEvent): void;
  onResize(event: PointerEvent): void;
  onChange: ((box: DrawnBox) => void) | undefined;
  onRemove(): void;
}) {
  const { t } = useTranslation();
  const { box, size, onChange } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = directions[event.key];
    const isRemoval = event.key === 'Delete' || event.key === 'Backspace';
    if (onChange === undefined || (direction === undefined && !isRemoval)) return;
    event.preventDefault();
    // The page's own arrows go to the next object.
    event.stopPropagation();
    if (direction === undefined) {
      props.onRemove();
      return;
    }
    const length = event.shiftKey ? bigStep : step;
    const by = { x: direction.x * length, y: direction.y * length };
    const isResizing = event.altKey || event.ctrlKey || event.metaKey;
    onChange(isResizing ? resized(box, by, size) : moved(box, by, size));
  };
  const share = (value: number, of: number) => `${(100 * value) / of}%`;
  return (
    <button
      type="button"
      className={classes.box}
      aria-label={t('reviewQueue.boxOn', { number: props.number })}
      style={{
        left: share(box.x, size.columns),
        top: share(box.y, size.rows),
        width: share(box.width, size.columns),
        height: share(box.height, size.rows),
      }}
      onPointerDown={props.onMove}
      onKeyDown={onKeyDown}
    >
      <span className={classes.number} aria-hidden>
        {props.number}
      </span>
      {onChange !== undefined && <span className={classes.handle} onPointerDown={props.onResize} />}
    </button>
  );
}
