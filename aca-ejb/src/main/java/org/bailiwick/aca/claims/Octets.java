package org.bailiwick.aca.claims;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** An immutable string of octets, which equals another with the same content. */
public final class Octets {

  private final byte[] content;

  private Octets(byte[] content) {
    this.content = content;
  }

  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /** The octets from {@code from} to before {@code to}. */
  public static Octets of(byte[] bytes, int from, int to) {
    return new Octets(Arrays.copyOfRange(bytes, from, to));
  }

  /** Reads base64url without padding; empty for any other text, so an octet string has one form. */
  public static Optional<Octets> parse(String base64url) {
    try {
      Octets octets = new Octets(Base64.getUrlDecoder().decode(base64url));
      return Optional.of(octets).filter(read -> read.base64url().equals(base64url));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** The octets in base64url without padding. */
  public String base64url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
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
