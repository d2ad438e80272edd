package org.bailiwick.proxy.grpc;

/** The status of a call, with its code (github.com/grpc/grpc, doc/statuscodes.md). */
public enum GrpcStatus {
  OK(0),
  INVALID_ARGUMENT(3),
  PERMISSION_DENIED(7),
  RESOURCE_EXHAUSTED(8),
  UNIMPLEMENTED(12),
  INTERNAL(13),
  UNAVAILABLE(14);

  private final int code;

  GrpcStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
