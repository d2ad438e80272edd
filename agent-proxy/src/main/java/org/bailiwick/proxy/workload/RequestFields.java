package org.bailiwick.proxy.workload;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts of a request in Protocol Buffers, by number of the field. The requests of the Workload
 * API have strings only; fields of other types are unknown ones and are skipped.
 */
record RequestFields(Map<Integer, List<String>> texts) {
  private static final int TYPE_BITS = 3;
  private static final int TYPE = 7;
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int GROUP = 0x7F;
  private static final int GROUP_BITS = 7;
  private static final int VARINT_BITS = 64;

  /** Reads a request; empty if it is not one message, or if a text is not UTF-8. */
  static Optional<RequestFields> read(byte[] request) {
    Map<Integer, List<String>> texts = new HashMap<>();
    ByteBuffer left = ByteBuffer.wrap(request);
    try {
      while (left.hasRemaining()) {
        long tag = varint(left);
        int field = Math.toIntExact(tag >>> TYPE_BITS);
        switch ((int) tag & TYPE) {
          case VARINT -> varint(left);
          case FIXED_64 -> left.getLong();
          case FIXED_32 -> left.getInt();
          case LENGTH_DELIMITED ->
              texts.computeIfAbsent(field, any -> new ArrayList<>()).add(text(left));
          default -> throw new ArithmeticException("no such type of field");
        }
      }
      return Optional.of(new RequestFields(texts));
    } catch (BufferUnderflowException | ArithmeticException | CharacterCodingException malformed) {
      return Optional.empty();
    }
  }

  List<String> all(int field) {
    return texts.getOrDefault(field, List.of());
  }

  /** The text of a field that is not repeated, of which the last one counts; empty if absent. */
  String last(int field) {
    List<String> all = all(field);
    return all.isEmpty() ? "" : all.getLast();
  }

  private static String text(ByteBuffer left) throws CharacterCodingException {
    long length = varint(left);
    if (length < 0 || length > left.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer octets = left.slice(left.position(), (int) length);
    left.position(left.position() + (int) length);
    return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
  }

  private static long varint(ByteBuffer left) {
    long value = 0;
    for (int shift = 0; shift < VARINT_BITS; shift += GROUP_BITS) {
      byte octet = left.get();
      value |= (long) (octet & GROUP) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw new ArithmeticException("a number of more than ten octets");
  }
}
