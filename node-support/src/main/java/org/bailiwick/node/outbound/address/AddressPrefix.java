package org.bailiwick.node.outbound.address;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** The first bits of an address, and how many follow; {@code bytes} is the address's length. */
record AddressPrefix(BigInteger first, int rest, int bytes) {

  boolean contains(byte[] address) {
    return address.length == bytes && new BigInteger(1, address).shiftRight(rest).equals(first);
  }

  static List<AddressPrefix> all(String... texts) {
    return Stream.of(texts).map(AddressPrefix::parse).toList();
  }

  private static AddressPrefix parse(String text) {
    int slash = text.indexOf('/');
    try {
      byte[] bytes = InetAddress.getByName(text.substring(0, slash)).getAddress();
      int rest = bytes.length * Byte.SIZE - Integer.parseInt(text.substring(slash + 1));
      return new AddressPrefix(new BigInteger(1, bytes).shiftRight(rest), rest, bytes.length);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
