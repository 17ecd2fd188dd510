/** Prints the OpenAPI description of the API on standard output; needs no service. */
import { openApiText } from './openapi/openapi';

process.stdout.write(`${openApiText()}\n`);
