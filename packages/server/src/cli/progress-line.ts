// A line on the terminal that shows how far a long command is. Nothing is printed where nobody watches.

/** What a progress line shows. */
export interface Progress {
  /** Bytes or other units done. */
  add(amount: number): void;
  /** One more item is through. */
  count(): void;
  /** Takes the line away. */
  end(): void;
}

const redrawMs = 100;
const barWidth = 24;

/** Shows a line on standard error when that is a terminal. */
export function showProgress(options: { totalBytes: number; totalItems: number; noun: string }): Progress {
  const { totalBytes, totalItems, noun } = options;
  const isShown = process.stderr.isTTY === true;
  const startedMs = performance.now();
  let bytes = 0;
  let items = 0;
  let drawnMs = 0;
  const draw = () => {
    const now = performance.now();
    if (!isShown || now - drawnMs < redrawMs) return;
    drawnMs = now;
    const seconds = (now - startedMs) / 1000;
    const share = totalBytes === 0 ? items / Math.max(1, totalItems) : Math.min(1, bytes / totalBytes);
    const filled = Math.round(share * barWidth);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    const rate = bytes / Math.max(seconds, 0.001);
    const left = rate === 0 ? '' : `  ${formatSeconds((totalBytes - bytes) / rate)} left`;
    const line = `${bar} ${Math.floor(share * 100)} %  ${items}/${totalItems} ${noun}  ${formatBytes(bytes)}  ${formatBytes(rate)}/s${left}`;
    process.stderr.write(`\r\x1b[2K${line}`);
  };
  return {
    add: (amount) => {
      bytes += amount;
      draw();
    },
    count: () => {
      items += 1;
      draw();
    },
    end: () => {
      if (isShown) process.stderr.write('\r\x1b[2K');
    },
  };
}

/** Bytes with a unit that suits them: `1.5 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
