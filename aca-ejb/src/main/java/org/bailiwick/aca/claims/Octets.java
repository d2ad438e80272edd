package org.bailiwick.aca.claims;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Octets as a value: equal when their content is, and nobody can change them. */
public final class Octets {

  private final byte[] content;

  private Octets(byte[] content) {
    this.content = content;
  }

  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /** From {@code from} up to and without {@code to}. */
  public static Octets of(byte[] bytes, int from, int to) {
    return new Octets(Arrays.copyOfRange(bytes, from, to));
  }

  public int size() {
    return content.length;
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(content);
  }

  /** A copy that the caller may change. */
  public byte[] bytes() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return content.length + " octets " + Claims.sha256(content);
  }
}
