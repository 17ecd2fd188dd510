import { leafHash } from '@entries/entry';
import { naiveRoot } from '../../../test/support/naive-tree';
import { fromTiles } from '../../../test/support/stored-tiles';
import { TileBuilder } from './tile-builder';
import {
  MalformedTile,
  bundlePath,
  decodeBundle,
  encodeBundle,
  partialTiles,
  tileHashes,
  tilePath,
  tilesOfTree,
  type Tile,
} from './tiles';
import { rootAt } from './tree-proof';

describe('the path of a tile', () => {
  it.each([
    [0, 0, 256, 'tile/0/000'],
    [0, 67, 256, 'tile/0/067'],
    [1, 1067, 256, 'tile/1/x001/067'],
    [2, 1234067, 256, 'tile/2/x001/x234/067'],
    [0, 273, 112, 'tile/0/273.p/112'],
    [2, 1000, 1, 'tile/2/x001/000.p/1'],
  ])('of level %d, index %d and width %d is that of tlog-tiles', (level, index, width, path) => {
    expect(tilePath({ level, index, width })).toBe(path);
  });

  it('of its entries says so', () => {
    expect(bundlePath({ index: 1067, width: 256 })).toBe('tile/entries/x001/067');
    expect(bundlePath({ index: 0, width: 3 })).toBe('tile/entries/000.p/3');
  });
});

describe('the tiles of a tree', () => {
  it('of 70,000 entries are those of the example of tlog-tiles', () => {
    // c2sp.org/tlog-tiles, "Partial Tiles"
    const tiles = [...tilesOfTree(70_000)];
    expect(tiles.filter(({ level, width }) => level === 0 && width === 256)).toHaveLength(273);
    expect(tiles.filter(({ level, width }) => level === 1 && width === 256)).toHaveLength(1);
    const partial = [
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ];
    expect(tiles.filter(({ width }) => width < 256)).toEqual(partial);
    expect(partialTiles(70_000)).toEqual(partial);
  });

  it('of 256 entries are a full one and one of a single hash above it', () => {
    expect([...tilesOfTree(256)].map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
  });

  it('of no entries are none', () => {
    expect([...tilesOfTree(0)]).toEqual([]);
  });

  it('hold leaf hashes, and above them the roots of full tiles', () => {
    const { tiles } = built(600);
    const above = tileHashes(tiles.get('tile/1/000.p/2')!, 2);
    expect(above).toEqual([0, 1].map((at) => naiveRoot(leaves.slice(at * 256, at * 256 + 256))));
    expect(tileHashes(tiles.get('tile/0/002.p/88')!, 88)).toEqual(leaves.slice(512, 600));
  });

  it.each([1, 255, 256, 257, 600, 65_535, 65_536, 65_537, 66_000])(
    'are built once each, all of them, for %d entries',
    (size) => {
      const { tiles, written } = built(size);
      expect([...tiles.keys()].sort()).toEqual([...tilesOfTree(size)].map(tilePath).sort());
      expect(written).toBe(tiles.size);
    },
  );

  it.each([0, 1, 255, 256, 511, 65_536, 65_800])(
    'go on from the partial ones of %d entries as if they had never stopped',
    async (size) => {
      const { builder, tiles } = built(size);
      const resumed = new TileBuilder(size, builder.partials());
      expect(resumed.root()).toEqual(builder.root());
      const byPlace = new Map(
        [...tilesOfTree(size)].map((id) => [`${id.level}/${id.index}`, tiles.get(tilePath(id))!]),
      );
      const read = fromTiles((level, index) => ({ hashes: byPlace.get(`${level}/${index}`)! }));
      expect(await rootAt(size, read)).toEqual(builder.root());
      for (const leaf of leaves.slice(size, size + 300)) {
        expect(resumed.append(leaf)).toEqual(builder.append(leaf));
      }
      expect(resumed.root()).toEqual(builder.root());
    },
  );

  it.each([1, 2, 3, 37, 128, 255, 256])(
    'of %d hashes have every complete subtree over them, row by row',
    (width) => {
      const builder = new TileBuilder();
      const full = leaves.slice(0, width).flatMap((leaf) => builder.append(leaf));
      const { inner } = full[0] ?? builder.partials()[0]!;
      const expected: Buffer[] = [];
      for (let count = 2; count <= Math.min(width, 128); count *= 2) {
        for (let first = 0; first + count <= width; first += count)
          expected.push(naiveRoot(leaves.slice(first, first + count)));
      }
      expect(inner).toEqual(Buffer.concat(expected));
    },
  );

  it('do not go on from partial ones that lack a hash', () => {
    const [tile] = built(10).builder.partials();
    expect(() => new TileBuilder(10, [{ ...tile!, hashes: tile!.hashes.subarray(32) }])).toThrow(
      MalformedTile,
    );
    expect(() => new TileBuilder(10, [])).toThrow(MalformedTile);
  });
});

describe('an entry bundle', () => {
  it('has each entry after its length in two bytes', () => {
    expect(encodeBundle([Buffer.from('ab'), Buffer.alloc(0)]).toString('hex')).toBe('000261620000');
    const long = encodeBundle([Buffer.alloc(65_535)]);
    expect([long.length, long.readUInt16BE()]).toEqual([65_537, 65_535]);
  });

  it('reads back', () => {
    const entries = ['{"a":1}', '', 'ü'].map((text) => Buffer.from(text));
    expect(decodeBundle(encodeBundle(entries), 3)).toEqual(entries);
    expect(decodeBundle(Buffer.alloc(0), 0)).toEqual([]);
  });

  it('takes no entry whose length it cannot say', () => {
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(MalformedTile);
  });

  it.each([
    ['half a length', '0002616200', 1],
    ['an entry that is cut off', '00026162000361', 2],
    ['one entry too few', '00026162', 2],
    ['one entry too many', '00026162', 0],
  ])('is refused with %s', (_what, hex, width) => {
    expect(() => decodeBundle(Buffer.from(hex, 'hex'), width)).toThrow(MalformedTile);
  });
});

const leaves = Array.from({ length: 66_300 }, (_none, at) => leafHash(Buffer.from(`${at}`)));

function built(size: number) {
  const builder = new TileBuilder();
  const tiles = new Map<string, Buffer>();
  let written = 0;
  const keep = (tile: Tile) => {
    tiles.set(tilePath(tile), tile.hashes);
    written += 1;
  };
  for (const leaf of leaves.slice(0, size)) builder.append(leaf).forEach(keep);
  builder.partials().forEach(keep);
  return { builder, tiles, written };
}
