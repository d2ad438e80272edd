package org.bailiwick.policy.segment;

import java.util.Arrays;
import java.util.Locale;

/** The protocols that a plan can allow; {@code ICMP} stands for ICMPv6 on IPv6. */
public enum FlowProtocol {
  TCP,
  UDP,
  ICMP;

  /** The protocol's name in a plan and in the context of a decision. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean hasPorts() {
    return this != ICMP;
  }

  static FlowProtocol parse(String text) {
    return Arrays.stream(values())
        .filter(protocol -> protocol.text().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new SegmentsRefusedException("the protocol of a flow is tcp, udp or icmp"));
  }
}
