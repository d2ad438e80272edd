package org.bailiwick.proxy.grpc;

import java.util.Optional;

/** A method of a service, with one request and any number of answers. */
@FunctionalInterface
public interface GrpcMethod {

  /**
   * Begins to answer, and returns without waiting for the reader.
   *
   * @param request the encoded message
   * @return why the call is not served; the caller of this method then ends it
   */
  Optional<GrpcRefusal> begin(byte[] request, GrpcStream stream);
}
