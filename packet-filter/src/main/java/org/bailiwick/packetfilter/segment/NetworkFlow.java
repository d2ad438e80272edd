package org.bailiwick.packetfilter.segment;

import java.net.InetAddress;
import java.util.OptionalInt;
import org.bailiwick.policy.segment.FlowProtocol;

/**
 * A flow that somebody could open.
 *
 * @param uid of the process that opens it; empty if it is not a process of this host
 * @param port of the callee; 0 for ICMP
 */
public record NetworkFlow(
    InetAddress caller, OptionalInt uid, InetAddress callee, FlowProtocol protocol, int port) {

  /** A flow of a caller that is known by its address. */
  public static NetworkFlow of(
      InetAddress caller, InetAddress callee, FlowProtocol protocol, int port) {
    return new NetworkFlow(caller, OptionalInt.empty(), callee, protocol, port);
  }

  @Override
  public String toString() {
    return "%s%s -> %s %s %d"
        .formatted(
            caller.getHostAddress(),
            uid.isPresent() ? " (uid " + uid.getAsInt() + ")" : "",
            callee.getHostAddress(),
            protocol.text(),
            port);
  }
}
