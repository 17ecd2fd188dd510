import { opened } from '../../../test/support/given';
import { MemoryStream } from '../../../test/support/memory-stream';
import { RecordedJournal } from '../../../test/support/recorded-journal';
import { answersTo } from './answer';
import { caller } from '../../../test/support/caller';

describe('the answer to a key that stands twice in one dry run', () => {
  it('is the first one again, though the journal has no such entry; other content is refused', async () => {
    const journal = new RecordedJournal();
    journal.append(journal.opening({ name: 'Books' }));
    const item = { actor: caller, command: opened('a'), key: 'k1', hash: 'h1' };
    const items = [item, item, { ...item, hash: 'h2' }];
    const group = journal.group();
    const decisions = items.map((each) => group.decide(each));
    const answers = await answersTo({ stream: new MemoryStream(), ledger: 'books' }, items, decisions);
    const [first] = decisions;
    if (!first || !('entry' in first)) throw new Error('the first command was not accepted');
    expect(answers).toEqual([
      { entry: first.entry, isReplayed: false },
      { entry: first.entry, isReplayed: true },
      expect.objectContaining({
        code: 'IdempotencyKeyReused',
        message: expect.stringContaining('use another key for another command') as unknown,
      }) as unknown,
    ]);
  });
});
