package org.bailiwick.packetfilter.listing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.packetfilter.PacketFilterException;
import org.bailiwick.packetfilter.listing.FilterPacket.Place;

/** The left sides of matches: what a packet and its flow have. */
final class ListedExpression {
  private static final int CALLERS_PORT = 40_000;
  private static final String ICMPV6 = "ipv6-icmp";

  private ListedExpression() {}

  /** Empty if the packet has no such thing, so that the rule does not apply to it. */
  static Optional<List<Object>> values(JsonNode expression, FilterPacket packet) {
    if (!expression.has("concat")) {
      return value(expression, packet).map(List::of);
    }
    List<Object> values = new ArrayList<>();
    for (JsonNode part : expression.path("concat")) {
      Optional<Object> value = value(part, packet);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(values);
  }

  private static Optional<Object> value(JsonNode expression, FilterPacket packet) {
    if (expression.has("ct")) {
      return flow(expression.path("ct"), packet);
    }
    if (expression.has("meta")) {
      return meta(expression.path("meta").path("key").asText(), packet);
    }
    if (expression.has("payload")) {
      JsonNode payload = expression.path("payload");
      return header(payload.path("protocol").asText(), payload.path("field").asText(), packet);
    }
    throw notUnderstood(expression.toString());
  }

  private static Optional<Object> flow(JsonNode ct, FilterPacket packet) {
    String key = ct.path("key").asText();
    if (key.equals("state")) {
      return Optional.of(state(packet.place()));
    }
    if (packet.place() == Place.STRAY) {
      return Optional.empty();
    }
    boolean reply = ct.path("dir").asText().equals("reply");
    return switch (key) {
      case "direction" -> Optional.of(packet.place() == Place.REPLY ? "reply" : "original");
      case "protocol" -> Optional.of(packet.protocol());
      case "ip saddr" -> address(reply ? packet.callee() : packet.caller(), false);
      case "ip daddr" -> address(reply ? packet.caller() : packet.callee(), false);
      case "ip6 saddr" -> address(reply ? packet.callee() : packet.caller(), true);
      case "ip6 daddr" -> address(reply ? packet.caller() : packet.callee(), true);
      case "proto-src" -> Optional.of(reply ? packet.port() : CALLERS_PORT);
      case "proto-dst" -> Optional.of(reply ? CALLERS_PORT : packet.port());
      default -> throw notUnderstood("ct " + key);
    };
  }

  private static Set<String> state(Place place) {
    return switch (place) {
      case FIRST -> Set.of("new");
      case LATER, REPLY -> Set.of("established");
      case STRAY -> Set.of("invalid");
    };
  }

  private static Optional<Object> meta(String key, FilterPacket packet) {
    return switch (key) {
      case "nfproto" -> Optional.of(packet.caller() instanceof Inet6Address ? "ipv6" : "ipv4");
      case "l4proto" -> Optional.of(packet.protocol());
      case "iifname" -> packet.hook().equals("output") ? Optional.empty() : Optional.of("eth0");
      case "skuid" ->
          packet.hook().equals("output")
                  && packet.uid().isPresent()
                  && packet.place() != Place.REPLY
              ? Optional.of(packet.uid().getAsInt())
              : Optional.empty();
      default -> throw notUnderstood("meta " + key);
    };
  }

  private static Optional<Object> header(String protocol, String field, FilterPacket packet) {
    if (protocol.equals("icmpv6") && field.equals("type")) {
      return packet.protocol().equals(ICMPV6)
          ? Optional.of(packet.place() == Place.REPLY ? "echo-reply" : "echo-request")
          : Optional.empty();
    }
    if (protocol.equals("ip") || protocol.equals("ip6")) {
      boolean six = protocol.equals("ip6");
      return switch (field) {
        case "saddr" -> address(packet.source(), six);
        case "daddr" -> address(packet.destination(), six);
        default -> throw notUnderstood(protocol + " " + field);
      };
    }
    throw notUnderstood(protocol + " " + field);
  }

  private static Optional<Object> address(InetAddress address, boolean six) {
    return address instanceof Inet6Address == six ? Optional.of(address) : Optional.empty();
  }

  private static PacketFilterException notUnderstood(String what) {
    return new PacketFilterException("a rule has an expression that is not understood: " + what);
  }
}
