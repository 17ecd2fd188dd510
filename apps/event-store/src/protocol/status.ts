/** How calls end other than well: gRPC statuses with the trailers the client reads its errors from. */
import { Metadata, status } from '@grpc/grpc-js';

/** grpc-js reads these fields from whatever error a call ends with. */
export class GrpcStatus extends Error {
  constructor(
    readonly code: status,
    readonly details: string,
    readonly metadata: Metadata,
  ) {
    super(details);
  }
}

function grpcStatus(code: status, details: string, trailers: Record<string, string> = {}): GrpcStatus {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return new GrpcStatus(code, details, metadata);
}

export function badRequest(details: string): GrpcStatus {
  return grpcStatus(status.INVALID_ARGUMENT, details);
}

export function unknownError(details: string): GrpcStatus {
  return grpcStatus(status.UNKNOWN, details);
}

export function accessDenied(): GrpcStatus {
  return grpcStatus(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}

export function aborted(details: string): GrpcStatus {
  return grpcStatus(status.ABORTED, `Operation timed out: ${details}`);
}

export function unavailable(details: string): GrpcStatus {
  return grpcStatus(status.UNAVAILABLE, details);
}

export function streamDeleted(stream: string): GrpcStatus {
  return grpcStatus(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

export function wrongExpectedVersion(stream: string, expected: number, actual: number): GrpcStatus {
  return grpcStatus(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(actual),
    },
  );
}

export function maximumAppendSizeExceeded(maxBytes: number): GrpcStatus {
  return grpcStatus(status.INVALID_ARGUMENT, `Maximum Append Size of ${maxBytes} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(maxBytes),
  });
}

export function missingMetadataProperty(name: string): GrpcStatus {
  return grpcStatus(status.INVALID_ARGUMENT, `Required Metadata Property '${name}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

export function notLeader(host: string, port: number): GrpcStatus {
  return grpcStatus(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });
}

/** The status to end a call with after an error of any kind. */
export function statusOf(error: unknown): GrpcStatus {
  return error instanceof GrpcStatus ? error : unknownError((error as Error).message);
}
