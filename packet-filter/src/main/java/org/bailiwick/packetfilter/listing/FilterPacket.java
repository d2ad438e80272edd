package org.bailiwick.packetfilter.listing;

import java.net.InetAddress;
import java.util.OptionalInt;

/**
 * A packet at a hook of the packet filter, with the flow that it belongs to.
 *
 * @param hook {@code forward}, {@code input} or {@code output}
 * @param caller the address of the one who opened the flow, and so the source of its first packet
 * @param protocol {@code tcp}, {@code udp}, {@code icmp} or {@code ipv6-icmp}
 * @param port of the callee; 0 for ICMP
 * @param uid of the process that sends; empty where no process of this host sends
 */
public record FilterPacket(
    String hook,
    InetAddress caller,
    InetAddress callee,
    String protocol,
    int port,
    OptionalInt uid,
    Place place) {

  /** The place of a packet in its flow. */
  public enum Place {
    /** The caller's first packet. */
    FIRST,
    /** A later packet of the caller. */
    LATER,
    /** A packet of the callee. */
    REPLY,
    /** A packet from the caller's address that belongs to no flow which the kernel knows. */
    STRAY
  }

  /** Another packet of the same flow. */
  public FilterPacket at(String otherHook, Place other) {
    return new FilterPacket(otherHook, caller, callee, protocol, port, uid, other);
  }

  InetAddress source() {
    return place == Place.REPLY ? callee : caller;
  }

  InetAddress destination() {
    return place == Place.REPLY ? caller : callee;
  }
}
