package org.bailiwick.proxy.grpc;

import java.time.Duration;

/**
 * Bounds of the server.
 *
 * @param connections the most connections
 * @param calls the most calls at once, of all connections together
 * @param idle how long a connection without a call may be silent, and a request may be incomplete
 * @param slowest how long a message may wait for its reader before the call is ended
 */
public record GrpcLimits(int connections, int calls, Duration idle, Duration slowest) {
  public static final GrpcLimits DEFAULT =
      new GrpcLimits(1100, 2200, Duration.ofSeconds(35), Duration.ofSeconds(30));
}
