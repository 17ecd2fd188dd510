/** The columns of a CSV file or the members of a JSON object, as the text that stands in the file. */
export type Fields = Readonly<Record<string, string>>;
