package org.bailiwick.aca.lint;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.asn1.x509.Time;

/**
 * The rules for the entries of a CRL. An object checks one entry after another, and keeps only the
 * results and the last serial.
 */
final class EntryRules {

  /** RFC 5280 section 5.3.1: 0 is left out, 7 is not assigned, 8 is for delta CRLs only. */
  private static final Set<Integer> REASONS = Set.of(1, 2, 3, 4, 5, 6, 9, 10);

  private final Instant thisUpdate;
  private byte[] last = {};
  private boolean hasEntries;
  private boolean der = true;
  private boolean late;
  private boolean reasons = true;
  private boolean ascending = true;

  EntryRules(Time thisUpdate) {
    this.thisUpdate = ValidityRules.instant(thisUpdate);
  }

  void examine(byte[] encoded) {
    TBSCertList.CRLEntry entry = TBSCertList.CRLEntry.getInstance(encoded);
    hasEntries = true;
    der &= Arrays.equals(encoded, BasicRules.der(entry));
    late |= ValidityRules.instant(entry.getRevocationDate()).isAfter(thisUpdate);
    reasons &= isReasonAllowed(entry);
    byte[] serial = entry.getUserCertificate().getValue().toByteArray();
    // The database sorts serials as hexadecimal text of whole octets.
    ascending &= Arrays.compareUnsigned(unsigned(last), unsigned(serial)) < 0;
    last = serial;
  }

  boolean hasEntries() {
    return hasEntries;
  }

  boolean areDer() {
    return der;
  }

  boolean areLate() {
    return late;
  }

  boolean areReasonsAllowed() {
    return reasons;
  }

  /** Whether each serial is greater than the one before it, so that no serial occurs twice. */
  boolean areAscending() {
    return ascending;
  }

  static BigInteger serial(byte[] encoded) {
    return ASN1Integer.getInstance(ASN1Sequence.getInstance(encoded).getObjectAt(0)).getValue();
  }

  private static byte[] unsigned(byte[] number) {
    return number.length > 1 && number[0] == 0
        ? Arrays.copyOfRange(number, 1, number.length)
        : number;
  }

  private static boolean isReasonAllowed(TBSCertList.CRLEntry entry) {
    Extension reason =
        entry.getExtensions() == null
            ? null
            : entry.getExtensions().getExtension(Extension.reasonCode);
    return reason == null
        || REASONS.contains(ASN1Enumerated.getInstance(reason.getParsedValue()).intValueExact());
  }
}
