package org.bailiwick.aca.lint;

import java.util.Arrays;
import java.util.function.Consumer;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.aca.der.DerParts;
import org.bouncycastle.asn1.x509.TBSCertList;

/**
 * The body of a CRL to check, in two parts: its frame, which is the body without the entries, and
 * the entries. Entries are read one after another and never held together, because there may be a
 * million.
 */
final class CrlSpecimen {

  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;

  private final byte[] body;
  private final TBSCertList frame;
  private final boolean isDer;

  CrlSpecimen(byte[] body) {
    this.body = body;
    byte[] octets = frameOf(body);
    this.frame = TBSCertList.getInstance(octets);
    this.isDer = Arrays.equals(octets, BasicRules.der(frame));
  }

  /** The body without its entries. */
  TBSCertList frame() {
    return frame;
  }

  /** Whether everything but the entries is DER. */
  boolean isDer() {
    return isDer;
  }

  /** Whether the body has a list of entries, which must not be empty (RFC 5280 section 5.1.2.6). */
  boolean hasList() {
    return atList().isNext(DerCursor.SEQUENCE);
  }

  /** Passes each entry to the reader, from the first to the last. */
  void forEachEntry(Consumer<byte[]> reader) {
    DerCursor rest = atList();
    if (rest.isNext(DerCursor.SEQUENCE)) {
      DerCursor entries = rest.enter(DerCursor.SEQUENCE);
      while (entries.hasMore()) {
        reader.accept(entries.whole(DerCursor.SEQUENCE));
      }
    }
  }

  private DerCursor atList() {
    return copyToList(DerCursor.over(body).enter(DerCursor.SEQUENCE), new DerParts());
  }

  private static byte[] frameOf(byte[] body) {
    DerCursor outside = DerCursor.over(body);
    DerParts kept = new DerParts();
    DerCursor fields = copyToList(outside.enter(DerCursor.SEQUENCE), kept);
    outside.requireEnd();
    if (fields.isNext(DerCursor.SEQUENCE)) {
      fields.skip();
    }
    while (fields.hasMore()) {
      kept.add(fields.whole());
    }
    return kept.within(DerCursor.SEQUENCE);
  }

  /** RFC 5280 section 5.1.2: the list follows version, signature, issuer and one or two times. */
  private static DerCursor copyToList(DerCursor fields, DerParts kept) {
    if (fields.isNext(DerCursor.INTEGER)) {
      kept.add(fields.whole());
    }
    kept.add(fields.whole(DerCursor.SEQUENCE)).add(fields.whole(DerCursor.SEQUENCE));
    while (fields.isNext(UTC_TIME) || fields.isNext(GENERALIZED_TIME)) {
      kept.add(fields.whole());
    }
    return fields;
  }
}
