// In which order the images of a series are asked for: what is seen, then its neighbours, then the rest. Pure.

/** The indexes of `count` images around one of them, the nearest first; the next before the one before. */
export function prefetchOrder(count: number, around: number): number[] {
  const order: number[] = [];
  for (let distance = 0; order.length < count && distance <= count; distance += 1) {
    if (around + distance < count && around + distance >= 0) order.push(around + distance);
    if (distance > 0 && around - distance >= 0 && around - distance < count) order.push(around - distance);
  }
  return order;
}
