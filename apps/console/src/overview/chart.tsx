import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatTime, useTimeZone } from '../controls/time-zone.ts';
import { useTheme } from '../shell/theme.ts';

/** A line of a chart. */
export interface Line {
  readonly label: string;
  /** The name of a CSS property with its colour. */
  readonly colour: `--${string}`;
  /** One for each bucket. */
  readonly values: readonly number[];
}

/** Lines over time. The pointer, or the legend below, shows the values of a bucket. */
export function Chart({
  label,
  from,
  bucketSeconds,
  lines,
  format,
}: {
  /** What the chart shows, in words, for those who do not see it. */
  readonly label: string;
  readonly from: string;
  readonly bucketSeconds: number;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [theme] = useTheme();
  const [zone] = useTimeZone();
  const dark = useIsDark();
  const names = lines.map((line) => line.label).join();
  const latest = useRef({ lines, format });
  latest.current = { lines, format };

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours and names change what is drawn, not the function that draws it.
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const colour = colourReader(element);
    const timeOf = (seconds: number) => formatTime(new Date(seconds * 1_000), zone).slice(0, 16);
    // A day begins with its date.
    const axisTime = (seconds: number) =>
      timeOf(seconds).replace(/^\d+-(\S+) (\S+)/, (_all, day, time) => (time === '00:00' ? day : time));
    const axis = { stroke: colour('--text-soft'), grid: { stroke: colour('--line'), width: 1 } };
    const options: uPlot.Options = {
      width: element.clientWidth,
      height: HEIGHT,
      tzDate: (seconds) => {
        const date = new Date(seconds * 1_000);
        return zone === 'UTC' ? uPlot.tzDate(date, 'Etc/UTC') : date;
      },
      axes: [
        { ...axis, space: 70, values: (_plot, seconds) => seconds.map(axisTime) },
        { ...axis, size: 68, values: (_plot, values) => values.map((each) => latest.current.format(each)) },
      ],
      scales: { y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, 1)] } },
      series: [
        {
          label: 'From',
          value: (_plot, seconds: number | null) => (seconds === null ? '–' : timeOf(seconds)),
        },
        ...latest.current.lines.map((line) => ({
          label: line.label,
          stroke: colour(line.colour),
          width: 2,
          points: { show: false },
          value: (_plot: uPlot, value: number | null) =>
            value === null ? '–' : latest.current.format(value),
        })),
      ],
    };
    const drawn = new uPlot(options, [[], ...latest.current.lines.map(() => [])], element);
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
    };
  }, [names, theme, dark, zone]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was drawn again needs its data again.
  useEffect(() => {
    const start = Date.parse(from) / 1_000;
    const times = (lines[0]?.values ?? []).map((_value, at) => start + at * bucketSeconds);
    plot.current?.setData([times, ...lines.map(({ values }) => [...values])]);
  }, [from, bucketSeconds, lines, names, theme, dark, zone]);

  return <div ref={place} className="chart" role="img" aria-label={label} />;
}

const HEIGHT = 220;

/** Reads colours from the style sheet: a canvas does not know its properties. */
function colourReader(element: HTMLElement): (name: string) => string {
  return (name) => {
    element.style.color = `var(${name})`;
    const { color } = getComputedStyle(element);
    element.style.color = '';
    return color;
  };
}

function useIsDark(): boolean {
  return matchMedia('(prefers-color-scheme: dark)').matches;
}
