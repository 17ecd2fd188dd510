import { checkpointOf, checkpointsOf, exportOf, found, journalOf, kept } from '../support/tampering';

it('an export that is as it was written is in order', async () => {
  expect(found(await exportOf(journalOf()))).toBe('ok');
});

it('an export continues every checkpoint that was kept of it', async () => {
  const held = [5, 9, 11, 14].map((size) => kept(checkpointOf(journalOf(), size)));
  expect(found(await exportOf(journalOf()), { held })).toBe('ok');
});

it('entries beyond the newest checkpoint rest on their seals', async () => {
  expect(found(await exportOf(journalOf(), checkpointsOf(journalOf(), [5, 9])))).toBe('ok');
});
