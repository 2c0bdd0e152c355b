import { expect, it } from 'vitest';
import { createGroups } from '../src/postgres/groups.ts';

/** Groups whose items are texts: the key is the first character. What is processed is noted. */
function noted({ failsFor = '' } = {}) {
  const groups: string[][] = [];
  let open: (() => void)[] = [];
  const process = createGroups<string, string>({
    keyOf: (item) => item.slice(0, 1),
    isOfOneItem: () => true,
    async run(items) {
      groups.push([...items]);
      await new Promise<void>((resolve) => open.push(resolve));
      if (failsFor && items.includes(failsFor)) throw new Error('no');
      return items.map((item) => (item === 'x' ? new Error('invalid') : item.toUpperCase()));
    },
  });
  const finish = async () => {
    const waiting = open;
    open = [];
    for (const end of waiting) end();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { groups, process, finish };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('items that arrive together are one group, and those that arrive meanwhile the next', async () => {
  const { groups, process, finish } = noted();
  const first = ['a', 'b'].map(process);
  await turn();
  const second = ['c', 'd'].map(process);
  await turn();
  expect(groups).toEqual([['a', 'b']]);
  await finish();
  expect(groups).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  await finish();
  expect(await Promise.all([...first, ...second])).toEqual(['A', 'B', 'C', 'D']);
});

it('a further group runs beside the first if it is full, without the keys of the first', async () => {
  const { groups, process } = noted();
  void process('a1');
  await turn();
  void process('a2');
  for (let n = 0; n < 64; n += 1) void process(`${String.fromCodePoint(0x1000 + n)}`);
  await turn();
  expect(groups).toHaveLength(2);
  expect(groups[1]).toHaveLength(64);
  expect(groups[1]).not.toContain('a2');
});

it('an item whose error is its own does not harm the others', async () => {
  const { process, finish } = noted();
  const results = Promise.allSettled(['a', 'x', 'b'].map(process));
  await turn();
  await finish();
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('a group that fails because of one item is processed item by item', async () => {
  const { groups, process, finish } = noted({ failsFor: 'b' });
  const results = Promise.allSettled(['a', 'b', 'c'].map(process));
  await turn();
  for (let n = 0; n < 5; n += 1) await finish();
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(groups).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
});
