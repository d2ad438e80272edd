package org.bailiwick.policy.segment;

import java.util.List;

/**
 * Flows that may go from the members of one segment to those of another. The answers of a flow are
 * part of it.
 *
 * @param from name of the segment whose members may open the flow
 * @param ports of the callee; empty for ICMP only
 */
public record AllowedFlow(String from, String to, FlowProtocol protocol, List<PortRange> ports) {
  public AllowedFlow {
    ports = List.copyOf(ports);
    String name = "the flow from %s to %s".formatted(from, to);
    if (ports.isEmpty() == protocol.hasPorts()) {
      throw new SegmentsRefusedException(
          name + (protocol.hasPorts() ? " names no port" : " has ports, which ICMP has not"));
    }
    for (int i = 0; i < ports.size(); i++) {
      if (ports.subList(0, i).stream().anyMatch(ports.get(i)::overlaps)) {
        throw new SegmentsRefusedException(name + " names port " + ports.get(i) + " twice");
      }
    }
  }
}
