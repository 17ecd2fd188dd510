import { applyDecorators, HttpCode, Get, Patch, Post, Put } from '@nestjs/common';
import type { Method, Operation } from './operation';

const decorators: Record<Method, (path: string) => MethodDecorator> = {
  GET: Get,
  POST: Post,
  PUT: Put,
  PATCH: Patch,
};

/** Serves an operation of the table by the method it decorates. */
export function Route({ method, path, answers }: Operation): MethodDecorator {
  return applyDecorators(decorators[method](path), HttpCode(answers[0]!.status));
}
