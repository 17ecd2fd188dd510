import type { z } from 'zod';
import type { Permission } from '@access/grants/role';
import type { Demand } from '@access/grants/permit';
import type { Reach } from '@access/grants/scope';
import type { Entry } from '@entries/entry';
import type { Journal } from '@journal/journal';
import type { CommandOf, EventOf, LedgerEvent, OpenedLedgerCommand } from '@ledger/ledger';
import { invariant } from '@ledger/refusal';
import type { PersonalText } from '@personal/personal-texts';
import type { Conditional } from '@ledger/transactions/condition';
import type { Envelope } from './envelope';
import { accept } from './input/malformed';
import type { Receipt } from './receipt';

/** A proposal is made of another command: it has no input of its own. */
type CommandType = Exclude<OpenedLedgerCommand['type'], 'ProposeCommand'>;

/** The field of a command that callers give in the URL, not in the body. */
export type Target = 'code' | 'hold' | 'keyId' | 'path' | 'period' | 'proposal' | 'quote' | 'transaction';

/** The fields of a command that no caller gives: who calls, and what is looked up in the journal. */
type LookedUp = 'by' | 'maker' | 'original' | 'vouched';

/** A command but for what is looked up: its personal text is encrypted. */
export type Wanted<Type extends CommandType> = Conditional & Omit<CommandOf<Type>, LookedUp>;

/** A command as its caller gives it, with personal text in the clear. */
export type Given<Type extends CommandType> = Conditional &
  Omit<CommandOf<Type>, LookedUp | 'personal'> & {
    readonly [Field in Extract<keyof CommandOf<Type>, 'personal'>]?:
      readonly PersonalText[] | Extract<CommandOf<Type>[Field], null>;
  };

/** Completes a command with what the rules cannot look up themselves. @throws Refusal */
type Complete<Type extends CommandType> = (
  journal: Journal,
  envelope: Envelope,
  wanted: Wanted<Type>,
) => Promise<Conditional & CommandOf<Type>>;

/** All that is to be said of one command, beside its rule. */
interface About<Type extends CommandType, Named extends Target, Answer extends LedgerEvent['type'], Shown> {
  readonly type: Type;
  /** What its caller has to be permitted. */
  readonly permission: Permission;
  /** What it acts on, as far as the caller names it; see the file `reach`. */
  readonly reach: (given: Given<Type>) => Reach;
  /** In place of `permission`, where some commands of the type need another one. */
  readonly permissionFor?: (given: Given<Type>) => Permission;
  /** The field that the URL gives, if any. */
  readonly target?: Named;
  /** The body: all other fields of the command. */
  readonly input: z.ZodType<Omit<Given<Type>, 'type' | Named>>;
  /** The last event of the command, whose entry is the answer to it. */
  readonly answer: Answer;
  /** Whether others may follow that event, the last of which is the answer then. */
  readonly goesOn?: true;
  /** What the receipt shows of that entry: a function of it alone, so a replayed key gets the same bytes for ever. */
  readonly receipt: (entry: Entry<EventOf<Answer>>) => Shown;
}

/** A command to a ledger that is open. `Submit` takes it to the journal; an operation of the API gives it a route. */
export interface Declaration<Type extends CommandType = CommandType, Shown extends Receipt = Receipt> {
  readonly type: Type;
  readonly permission: Permission;
  readonly answer: LedgerEvent['type'];
  /** What a command needs of its caller, as far as the caller names it. */
  demandOf(given: Given<Type>): Omit<Demand, 'ledger'>;
  readonly target: Target | undefined;
  readonly input: z.ZodType;
  /** @param target what the URL names. @throws Malformed */
  read(body: unknown, target?: string): Given<Type>;
  /** @throws Refusal */
  complete?(...args: Parameters<Complete<Type>>): ReturnType<Complete<Type>>;
  /** What an accepted command is answered. */
  receiptOf(entry: Entry): Shown;
}

/** Declares a command; one with fields that are looked up says how. */
export function declare<
  Type extends CommandType,
  Answer extends LedgerEvent['type'],
  Shown extends Receipt,
  Named extends Target = never,
>(
  about: About<Type, Named, Answer, Shown> &
    (Wanted<Type> extends CommandOf<Type>
      ? { readonly complete?: Complete<Type> }
      : { readonly complete: Complete<Type> }),
): Declaration<Type, Shown> {
  const { type, permission, permissionFor, reach, target, input, answer, goesOn, receipt, complete } = about;
  return {
    type,
    permission,
    answer,
    demandOf: (given) => ({
      permission: permissionFor?.(given) ?? permission,
      command: type,
      reach: reach(given),
    }),
    target,
    input,
    read: (body, named) =>
      // The fields of the body and the one of the URL are all that the type has, as `input` requires.
      ({ type, ...(target && { [target]: named }), ...accept(input, body) }) as unknown as Given<Type>,
    ...(complete && { complete }),
    receiptOf(entry) {
      invariant(goesOn || entry.type === answer, `${answer} answers ${type}`);
      return receipt(entry as Entry<EventOf<Answer>>);
    },
  };
}
