package org.bailiwick.aca.lint;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;

/** The rules for the validity period. */
final class ValidityRules {

  private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");
  private static final Pattern ZULU = Pattern.compile("\\d{12}Z");
  private static final Pattern ZULU_LONG = Pattern.compile("\\d{14}Z");
  private static final Duration LEAP_DAY = Duration.ofDays(1);

  private ValidityRules() {}

  static void examine(Specimen specimen, Findings found) {
    found.run("validity-form", () -> form(specimen, found));
    found.run("validity-order", () -> order(specimen, found));
    found.run("validity-nested", () -> nested(specimen, found));
  }

  /** RFC 5280 section 4.1.2.5: UTCTime through 2049, then GeneralizedTime; whole seconds, UTC. */
  private static void form(Specimen specimen, Findings found) {
    for (Time time : new Time[] {specimen.body().getStartDate(), specimen.body().getEndDate()}) {
      ASN1Encodable encoded = time.toASN1Primitive();
      boolean late = !instant(time).isBefore(YEAR_2050);
      boolean form =
          switch (encoded) {
            case ASN1UTCTime utc -> !late && ZULU.matcher(raw(utc)).matches();
            case ASN1GeneralizedTime general -> late && ZULU_LONG.matcher(raw(general)).matches();
            default -> false;
          };
      found.unless(form, "validity-form", "a time is not in the form for its year");
    }
  }

  private static void order(Specimen specimen, Findings found) {
    Instant start = start(specimen.body());
    Instant end = end(specimen.body());
    found.unless(start.isBefore(end), "validity-order", "the validity ends before it begins");
    Instant latest =
        start
            .atOffset(ZoneOffset.UTC)
            .plus(specimen.profile().longest())
            .toInstant()
            .plus(LEAP_DAY);
    found.unless(
        !end.isAfter(latest), "validity-long", "the validity is longer than the profile allows");
  }

  /**
   * RFC 5280 does not demand this, but verifiers with the shell model refuse a certificate that is
   * valid longer than its issuer.
   */
  private static void nested(Specimen specimen, Findings found) {
    found.unless(
        !start(specimen.body()).isBefore(start(specimen.issuer()))
            && !end(specimen.body()).isAfter(end(specimen.issuer())),
        "validity-nested",
        "the validity is not within the issuer's");
  }

  /** The encoded characters, without tag and length. */
  private static String raw(ASN1Encodable time) {
    byte[] der = BasicRules.der(time);
    return new String(der, 2, der.length - 2, StandardCharsets.US_ASCII);
  }

  private static Instant start(TBSCertificate body) {
    return instant(body.getStartDate());
  }

  private static Instant end(TBSCertificate body) {
    return instant(body.getEndDate());
  }

  static Instant instant(Time time) {
    try {
      return time.toASN1Primitive() instanceof ASN1UTCTime utc
          ? utc.getAdjustedDate().toInstant()
          : ASN1GeneralizedTime.getInstance(time.toASN1Primitive()).getDate().toInstant();
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a time", e);
    }
  }
}
