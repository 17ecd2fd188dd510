/** How later entries name a quote. */
export interface QuotePointer {
  readonly id: string;
  /** Of its entry. */
  readonly seq: string;
}
