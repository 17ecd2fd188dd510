/** What a problem means to the caller: its HTTP status, when it happens, what to do. */
export interface ProblemKind {
  readonly status: number;
  readonly when: string;
  readonly remedy: string;
}
