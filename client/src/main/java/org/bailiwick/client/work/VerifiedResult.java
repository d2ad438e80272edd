package org.bailiwick.client.work;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.bailiwick.contract.credential.Sha256;

/** A stream that fails at its end unless it had the length and the digest of the reference. */
final class VerifiedResult extends FilterInputStream {

  private final ResultReferences.Reference reference;
  private final MessageDigest digest = Sha256.begin();
  private long size;

  VerifiedResult(InputStream in, ResultReferences.Reference reference) {
    super(in);
    this.reference = reference;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] octets, int from, int count) throws IOException {
    int read = in.read(octets, from, count);
    if (read < 0) {
      requireWhole();
      return -1;
    }
    size += read;
    if (size > reference.size()) {
      throw new IOException("the result is longer than its reference says");
    }
    digest.update(octets, from, read);
    return read;
  }

  private void requireWhole() throws IOException {
    if (size != reference.size()) {
      throw new IOException("the result is shorter than its reference says");
    }
    if (!HexFormat.of().formatHex(clone(digest).digest()).equals(reference.sha256())) {
      throw new IOException("the result has another digest than its reference says");
    }
  }

  private static MessageDigest clone(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the digests of the platform can be cloned", e);
    }
  }

  /** Octets that are skipped belong to the digest, too. */
  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[(int) Math.min(8192, Math.max(0, count))];
    return skipped.length == 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
