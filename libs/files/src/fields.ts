/** The columns of a table or the fields of a JSON object, as the text that stands in the file. */
export type Fields = Readonly<Record<string, string>>;
