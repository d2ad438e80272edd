package org.bailiwick.aca.crl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.aca.claims.Octets;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertList;

/**
 * A signed CRL (RFC 5280 section 5) as it is served.
 *
 * @param parts the DER in pieces, in order; they are not joined, because a million entries have
 *     more than fifty megabytes
 */
public record PublishedCrl(Edition edition, List<Octets> parts) {

  /** Keeps each answer of the database small. A column of H2 can hold a megabyte. */
  private static final int PART = 512 * 1024;

  /** A revocation is committed at most this long after its date. */
  private static final Duration LONGEST_COMMIT = Duration.ofMinutes(1);

  /** The number and the dates of a CRL. */
  public record Edition(long number, Instant thisUpdate, Instant nextUpdate) {

    /**
     * The CRL may lack revocations after this time. Its entries were read in or after the second
     * that is its number.
     */
    Instant completeTo() {
      Instant read = Instant.ofEpochSecond(number);
      return (read.isBefore(thisUpdate) ? read : thisUpdate).minus(LONGEST_COMMIT);
    }
  }

  public PublishedCrl {
    parts = List.copyOf(parts);
  }

  static PublishedCrl of(Edition edition, byte[] der) {
    List<Octets> parts = new ArrayList<>();
    for (int from = 0; from < der.length; from += PART) {
      parts.add(Octets.of(der, from, Math.min(der.length, from + PART)));
    }
    return new PublishedCrl(edition, parts);
  }

  /** A CRL that was signed in a ceremony. */
  public static PublishedCrl read(byte[] der) {
    TBSCertList body = CertificateList.getInstance(der).getTBSCertList();
    Extension number = body.getExtensions().getExtension(Extension.cRLNumber);
    return of(
        new Edition(
            ASN1Integer.getInstance(number.getParsedValue()).longValueExact(),
            body.getThisUpdate().getDate().toInstant(),
            body.getNextUpdate().getDate().toInstant()),
        der);
  }

  public long number() {
    return edition.number();
  }

  public Instant thisUpdate() {
    return edition.thisUpdate();
  }

  public Instant nextUpdate() {
    return edition.nextUpdate();
  }

  public long size() {
    return parts.stream().mapToLong(Octets::size).sum();
  }

  public void writeTo(OutputStream out) throws IOException {
    for (Octets part : parts) {
      part.writeTo(out);
    }
  }

  /** A copy of the DER. */
  public byte[] der() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.toIntExact(size()));
    try {
      writeTo(whole);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return whole.toByteArray();
  }
}
