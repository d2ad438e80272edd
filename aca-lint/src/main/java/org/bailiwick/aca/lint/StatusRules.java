package org.bailiwick.aca.lint;

import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Extension;

/** The rules for certificates without revocation information (RFC 9608). */
final class StatusRules {

  /** One hour, and five minutes, because notBefore is five minutes before issuance. */
  private static final Duration LONGEST = Duration.ofMinutes(65);

  private StatusRules() {}

  static void examine(Specimen specimen, Findings found) {
    if (hasNoRevAvail(specimen)) {
      found.run("no-revocation-form", () -> form(specimen, found));
      found.run("no-revocation-long", () -> validity(specimen, found));
    }
  }

  /** Whether the certificate has noRevAvail, and so names no CRL and no responder (section 3). */
  static boolean hasNoRevAvail(Specimen specimen) {
    return specimen.extension(Extension.noRevAvail).isPresent();
  }

  private static void form(Specimen specimen, Findings found) {
    found.unless(
        specimen.value(Extension.noRevAvail).filter(DERNull.INSTANCE::equals).isPresent(),
        "no-revocation-form",
        "the extension noRevAvail is not NULL");
  }

  private static void validity(Specimen specimen, Findings found) {
    Instant start = ValidityRules.instant(specimen.body().getStartDate());
    Instant end = ValidityRules.instant(specimen.body().getEndDate());
    found.unless(
        Duration.between(start, end).compareTo(LONGEST) <= 0,
        "no-revocation-long",
        "the validity is too long for a certificate without revocation information");
  }
}
