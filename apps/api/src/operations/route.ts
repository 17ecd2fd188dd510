import { applyDecorators, HttpCode, Get, Patch, Post, Put } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Method, Operation } from './operation';
import type { Same } from './same';

const decorators: Record<Method, (path: string) => MethodDecorator> = {
  GET: Get,
  POST: Post,
  PUT: Put,
  PATCH: Patch,
};

/** What the schema of the first answer describes; unknown where an operation is not declared `as const`. */
export type AnswerOf<Served extends Operation> = Served['answers'][0] extends {
  readonly schema: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : unknown;

/** What the compiler says of an answer that is something else than the schema describes. */
interface AnswerDiffers {
  readonly value: 'the answer differs from the schema of the operation';
}

/** Nothing where a method returns what is described, or sends the answer itself. */
type Checked<Returned, Described> = Returned extends void
  ? unknown
  : unknown extends Described
    ? unknown
    : Same<Returned, Described> extends true
      ? unknown
      : AnswerDiffers;

type Serving<Described> = <Handler extends (...args: never[]) => unknown>(
  controller: object,
  name: string,
  method: TypedPropertyDescriptor<Handler> & Checked<Awaited<ReturnType<Handler>>, Described>,
) => void;

/** Serves an operation of the table by the method it decorates, which returns what the schema of its answer says. */
export function Route<Served extends Operation>({
  method,
  path,
  answers,
}: Served): Serving<AnswerOf<Served>> {
  return applyDecorators(decorators[method](path), HttpCode(answers[0]!.status));
}

/** Sends what the schema of the operation says, where a method sends its answer itself. */
export function sendAnswer<Served extends Operation, Body>(
  reply: FastifyReply,
  _served: Served,
  body: Body & Checked<Body, AnswerOf<Served>>,
): void {
  void reply.send(body);
}
