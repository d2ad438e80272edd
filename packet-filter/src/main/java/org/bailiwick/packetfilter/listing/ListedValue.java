package org.bailiwick.packetfilter.listing;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.bailiwick.packetfilter.PacketFilterException;

/** Values of expressions: addresses, numbers, and names of constants. */
final class ListedValue {
  private static final Map<String, String> SAME =
      Map.of("icmpv6", "ipv6-icmp", "58", "ipv6-icmp", "6", "tcp", "17", "udp", "1", "icmp");

  private ListedValue() {}

  /** A constant of the kind of which the value is that it is compared with. */
  static Object like(Object value, JsonNode constant) {
    return switch (value) {
      case InetAddress unused when constant.isTextual() -> address(constant.textValue());
      case Integer unused when constant.isIntegralNumber() -> constant.intValue();
      case String unused when constant.isTextual() || constant.isIntegralNumber() ->
          name(constant.asText());
      default -> throw new PacketFilterException("a rule compares with what is not understood");
    };
  }

  /** A value of a set whose elements have this type. */
  static Object ofType(String type, JsonNode value) {
    return switch (type) {
      case "ipv4_addr", "ipv6_addr" -> address(value.asText());
      case "inet_service", "uid" -> {
        if (!value.isIntegralNumber()) {
          throw new PacketFilterException("a set has a number that is not understood");
        }
        yield value.intValue();
      }
      case "inet_proto" -> name(value.asText());
      default -> throw new PacketFilterException("a set has the type " + type);
    };
  }

  static String name(String text) {
    return SAME.getOrDefault(text, text);
  }

  /** Addresses and numbers in an order that ranges have. */
  static BigInteger number(Object value) {
    return switch (value) {
      case InetAddress address -> new BigInteger(1, address.getAddress());
      case Integer number -> BigInteger.valueOf(number);
      default -> throw new PacketFilterException("a range is not one of addresses or numbers");
    };
  }

  static BigInteger last(InetAddress first, int length) {
    int free = Byte.SIZE * first.getAddress().length - length;
    return number(first).or(BigInteger.ONE.shiftLeft(free).subtract(BigInteger.ONE));
  }

  private static InetAddress address(String text) {
    if (!text.matches("[0-9a-fA-F.:]+")) {
      throw new PacketFilterException("a rule set has an address that is not understood");
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new PacketFilterException("a rule set has an address that is not understood", e);
    }
  }
}
