// What panels that stand beside each other share: images, part and scale, window, and the lines where they cut.
import { IconContrast2, IconLineDashed, IconLink, IconZoomPan } from '../../shared/ui/icons.ts';
import type { Command } from './commands.ts';
import classes from './room.module.css';
import type { RoomState } from './room-state.ts';
import { CommandButton } from './toolbar.tsx';

const iconSize = 18;

/** The switches. `canDraw` is false where the server renders, and draws no lines. */
export function LinkToggles({
  state,
  canDraw,
  run,
}: {
  state: RoomState;
  canDraw: boolean;
  run(command: Command): void;
}) {
  return (
    <div className={classes.group}>
      <CommandButton command="linkScroll" isPressed={state.isScrollLinked} isQuiet run={run}>
        <IconLink size={iconSize} aria-hidden />
      </CommandButton>
      <CommandButton command="linkFraming" isPressed={state.isFramingLinked} isQuiet run={run}>
        <IconZoomPan size={iconSize} aria-hidden />
      </CommandButton>
      <CommandButton command="linkWindow" isPressed={state.isWindowLinked} isQuiet run={run}>
        <IconContrast2 size={iconSize} aria-hidden />
      </CommandButton>
      {canDraw && (
        <CommandButton command="referenceLines" isPressed={state.hasReferenceLines} isQuiet run={run}>
          <IconLineDashed size={iconSize} aria-hidden />
        </CommandButton>
      )}
    </div>
  );
}
