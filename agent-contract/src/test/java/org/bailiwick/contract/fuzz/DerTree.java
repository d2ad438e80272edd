package org.bailiwick.contract.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * DER as a tree of tags and values, which includes the DER inside of OCTET STRINGs and BIT STRINGs
 * (extensions and keys). One value can be changed, and all lengths around it are encoded anew.
 */
final class DerTree {

  /** The forms of a length; DER allows the first only. */
  enum Form {
    MINIMAL,
    PADDED,
    INDEFINITE,
    TOO_LONG,
    TOO_SHORT
  }

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int BIT_STRING = 0x03;
  private static final int CONSTRUCTED = 0x20;
  private static final int MAX_DEPTH = 24;

  int tag;
  byte[] content;
  Form form = Form.MINIMAL;
  final List<DerTree> inside = new ArrayList<>();

  private DerTree(int tag, byte[] content) {
    this.tag = tag;
    this.content = content;
  }

  static DerTree leaf(int tag, byte[] content) {
    return new DerTree(tag, content);
  }

  /** Nested SEQUENCEs, which are built from the innermost one without recursion. */
  static DerTree nested(int levels) {
    Deque<byte[]> lengths = new ArrayDeque<>();
    int size = 0;
    for (int i = 0; i < levels; i++) {
      lengths.push(minimal(size));
      size += 1 + lengths.peek().length;
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] length : lengths) {
      content.write(SEQUENCE);
      content.writeBytes(length);
    }
    return new DerTree(SEQUENCE, content.toByteArray());
  }

  /** The values that these octets consist of, or empty if the octets are not DER. */
  static List<DerTree> parse(byte[] der) {
    return parse(der, 0);
  }

  private static List<DerTree> parse(byte[] der, int depth) {
    List<DerTree> values = new ArrayList<>();
    for (int at = 0; at < der.length; ) {
      int header = headerLength(der, at);
      int end = header == 0 ? der.length + 1 : at + header + length(der, at);
      if (depth > MAX_DEPTH || end > der.length) {
        return List.of();
      }
      values.add(value(der[at] & 0xff, Arrays.copyOfRange(der, at + header, end), depth));
      at = end;
    }
    return values;
  }

  private static DerTree value(int tag, byte[] content, int depth) {
    // a BIT STRING's first octet counts unused bits and comes before the inner value
    int skip = tag == BIT_STRING && content.length > 0 ? 1 : 0;
    boolean mayHold = (tag & CONSTRUCTED) != 0 || tag == OCTET_STRING || tag == BIT_STRING;
    List<DerTree> inside =
        mayHold
            ? parse(Arrays.copyOfRange(content, skip, content.length), depth + 1)
            : List.<DerTree>of();
    DerTree tree = new DerTree(tag, inside.isEmpty() ? content : Arrays.copyOf(content, skip));
    tree.inside.addAll(inside);
    return tree;
  }

  /** The number of tag and length octets, or 0 if they are cut off, indefinite or over three. */
  private static int headerLength(byte[] der, int at) {
    if (at + 1 >= der.length) {
      return 0;
    }
    int first = der[at + 1] & 0xff;
    int more = first & 0x7f;
    if (first < 0x80) {
      return 2;
    }
    return more == 0 || more > 3 || at + 2 + more > der.length ? 0 : 2 + more;
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    int length = first < 0x80 ? first : 0;
    for (int i = 0; first >= 0x80 && i < (first & 0x7f); i++) {
      length = (length << Byte.SIZE) | (der[at + 2 + i] & 0xff);
    }
    return length;
  }

  /** This value and all values inside of it. */
  List<DerTree> all() {
    List<DerTree> all = new ArrayList<>(List.of(this));
    inside.forEach(each -> all.addAll(each.all()));
    return all;
  }

  DerTree copy() {
    DerTree copy = new DerTree(tag, content.clone());
    copy.form = form;
    inside.forEach(each -> copy.inside.add(each.copy()));
    return copy;
  }

  byte[] encode() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(content);
    inside.forEach(each -> body.writeBytes(each.encode()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    switch (form) {
      case INDEFINITE -> out.write(0x80);
      case PADDED -> out.writeBytes(longForm(4, body.size()));
      case TOO_LONG -> out.writeBytes(longForm(3, body.size() + 0x7f_0000));
      case TOO_SHORT -> out.writeBytes(minimal(Math.max(0, body.size() - 1)));
      case MINIMAL -> out.writeBytes(minimal(body.size()));
    }
    out.writeBytes(body.toByteArray());
    if (form == Form.INDEFINITE) {
      out.writeBytes(new byte[2]);
    }
    return out.toByteArray();
  }

  private static byte[] minimal(int length) {
    if (length < 0x80) {
      return new byte[] {(byte) length};
    }
    return longForm(length < 0x100 ? 1 : length < 0x1_0000 ? 2 : 3, length);
  }

  private static byte[] longForm(int octets, int length) {
    byte[] form = new byte[1 + octets];
    form[0] = (byte) (0x80 | octets);
    for (int i = 0; i < octets; i++) {
      form[octets - i] = (byte) (length >>> (Byte.SIZE * i));
    }
    return form;
  }
}
