package org.bailiwick.contract.statuslist;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The statuses of many tokens, 1, 2, 4 or 8 bits for each, the first in the lowest bits of the
 * first octet (status list section 4.1). It can be changed and is not safe for use by several
 * threads.
 */
public final class StatusList {

  private static final int OCTET = 8;
  private static final int CHUNK = 8 * 1024;

  private final int bits;
  private final byte[] octets;

  private StatusList(int bits, byte[] octets) {
    this.bits = bits;
    this.octets = octets;
  }

  /**
   * A list in which every status is 0, which means VALID.
   *
   * @param bits of each status
   * @param size number of statuses, which fill whole octets
   */
  public static StatusList allValid(int bits, int size) {
    if (!isWidth(bits) || size < 0 || (long) size * bits % OCTET != 0) {
      throw new IllegalArgumentException("no list of " + size + " statuses of " + bits + " bits");
    }
    return new StatusList(bits, new byte[(int) ((long) size * bits / OCTET)]);
  }

  private static boolean isWidth(int bits) {
    return bits == 1 || bits == 2 || bits == 4 || bits == OCTET;
  }

  /**
   * Reads the claim {@code status_list} of a Status List Token (section 4.2). Its further members
   * are not read.
   *
   * @param mostOctets the greatest length of the inflated list
   * @throws ProblemException malformed-request as {@link #decode}, and check status-list-form when
   *     a member is missing or of another type
   */
  public static StatusList read(Map<String, ?> claim, int mostOctets) {
    if (claim.get("bits") instanceof Long bits && claim.get("lst") instanceof String lst) {
      return decode(Math.clamp(bits, 0, OCTET + 1), lst, mostOctets);
    }
    throw refused("form", "has no bits or no list");
  }

  /**
   * Inflates a list (section 4.1, step 4).
   *
   * @param lst base64url without padding of a ZLIB stream (RFC 1950)
   * @param mostOctets the greatest length of the inflated list
   * @throws ProblemException malformed-request, check status-list-bits, status-list-base64,
   *     status-list-zlib (also for octets after the stream) or status-list-too-long
   */
  public static StatusList decode(int bits, String lst, int mostOctets) {
    if (!isWidth(bits)) {
      throw refused("bits", "has statuses of another number of bits than 1, 2, 4 or 8");
    }
    return new StatusList(bits, inflated(octetsOf(lst), mostOctets));
  }

  private static byte[] octetsOf(String lst) {
    if (lst.indexOf('=') < 0) {
      try {
        return Base64.getUrlDecoder().decode(lst);
      } catch (IllegalArgumentException notBase64) {
        // refused below
      }
    }
    throw refused("base64", "is not base64url without padding");
  }

  private static byte[] inflated(byte[] compressed, int mostOctets) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(compressed);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      while (!inflater.finished()) {
        int length = inflater.inflate(chunk);
        if (length == 0 && !inflater.finished()) {
          throw refused("zlib", "is cut off or needs a dictionary");
        }
        if (length > mostOctets - all.size()) {
          throw refused("too-long", "is longer than is read here");
        }
        all.write(chunk, 0, length);
      }
      if (inflater.getRemaining() > 0) {
        throw refused("zlib", "is followed by further octets");
      }
      return all.toByteArray();
    } catch (DataFormatException e) {
      throw refused("zlib", "is not compressed in the ZLIB format");
    } finally {
      inflater.end();
    }
  }

  private static ProblemException refused(String check, String rule) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "status-list-" + check, "The status list " + rule + ".");
  }

  /** Number of bits of each status. */
  public int bits() {
    return bits;
  }

  /**
   * Number of statuses; a list that somebody else has made may have some at its end for padding.
   */
  public int size() {
    return (int) ((long) octets.length * OCTET / bits);
  }

  /** The status at this index; empty if the list is too short, or the index negative. */
  public OptionalInt find(long index) {
    if (index < 0 || index >= size()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((octets[octet((int) index)] >> shift((int) index)) & mask());
  }

  /**
   * Changes a status of this list.
   *
   * @return whether it was another one before
   * @throws IllegalArgumentException for an index or a status that the list cannot have
   */
  public boolean set(int index, int status) {
    if (index < 0 || index >= size() || status < 0 || status > mask()) {
      throw new IllegalArgumentException("no status " + status + " at index " + index);
    }
    int octet = octets[octet(index)];
    int changed = (octet & ~(mask() << shift(index))) | (status << shift(index));
    octets[octet(index)] = (byte) changed;
    return (byte) octet != (byte) changed;
  }

  private int octet(int index) {
    return (int) ((long) index * bits / OCTET);
  }

  private int shift(int index) {
    return (int) ((long) index * bits % OCTET);
  }

  private int mask() {
    return (1 << bits) - 1;
  }

  /** The member {@code lst}: base64url of the octets in the ZLIB format. */
  public String encode() {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(octets);
      deflater.finish();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      while (!deflater.finished()) {
        all.write(chunk, 0, deflater.deflate(chunk));
      }
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all.toByteArray());
    } finally {
      deflater.end();
    }
  }
}
