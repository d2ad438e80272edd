package org.bailiwick.aca.claims;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Reads a binary structure from its begin to its end. Every length is compared with what is left
 * before it is used; a structure that is too short gets the refusal of its kind.
 */
public abstract class OctetReader {

  private final ByteBuffer octets;

  protected OctetReader(byte[] octets, ByteOrder order) {
    this.octets = ByteBuffer.wrap(octets).order(order);
  }

  /** The refusal of a structure that is not in its form. */
  public abstract ProblemException malformed();

  public final boolean hasMore() {
    return octets.hasRemaining();
  }

  public final int number8() {
    require(Byte.BYTES);
    return Byte.toUnsignedInt(octets.get());
  }

  public final int number16() {
    require(Short.BYTES);
    return Short.toUnsignedInt(octets.getShort());
  }

  public final int number32() {
    require(Integer.BYTES);
    return octets.getInt();
  }

  public final long number64() {
    require(Long.BYTES);
    return octets.getLong();
  }

  public final byte[] take(int length) {
    require(length);
    byte[] taken = new byte[length];
    octets.get(taken);
    return taken;
  }

  /** Requires the end of the structure. */
  public final void end() {
    if (octets.hasRemaining()) {
      throw malformed();
    }
  }

  /** A length above 2^31 is negative here. */
  private void require(int length) {
    if (length < 0 || octets.remaining() < length) {
      throw malformed();
    }
  }
}
