package org.bailiwick.proxy.workload;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An encoded message of Protocol Buffers. Strings, octets and messages are encoded with their
 * length, numbers in eight octets, and truth values in one (protobuf.dev, Encoding).
 */
final class ProtocolBuffer {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int TYPE_BITS = 3;
  private static final int GROUP_BITS = 7;
  private static final int GROUP = 0x7F;
  private static final int MORE = 0x80;

  private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();

  ProtocolBuffer bytes(int field, byte[] value) {
    varint((field << TYPE_BITS) | LENGTH_DELIMITED);
    varint(value.length);
    encoded.writeBytes(value);
    return this;
  }

  ProtocolBuffer text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtocolBuffer message(int field, ProtocolBuffer value) {
    return bytes(field, value.encoded());
  }

  /** An entry of a map from string to octets. */
  ProtocolBuffer entry(int field, String key, byte[] value) {
    return message(field, new ProtocolBuffer().text(1, key).bytes(2, value));
  }

  ProtocolBuffer number(int field, double value) {
    varint((field << TYPE_BITS) | FIXED_64);
    encoded.writeBytes(
        ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    return this;
  }

  ProtocolBuffer flag(int field, boolean value) {
    varint((field << TYPE_BITS) | VARINT);
    varint(value ? 1 : 0);
    return this;
  }

  byte[] encoded() {
    return encoded.toByteArray();
  }

  /** Seven bits in each octet, the lowest first. */
  private void varint(int value) {
    int left = value;
    while ((left & ~GROUP) != 0) {
      encoded.write((left & GROUP) | MORE);
      left >>>= GROUP_BITS;
    }
    encoded.write(left);
  }
}
