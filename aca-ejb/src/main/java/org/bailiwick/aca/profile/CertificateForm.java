package org.bailiwick.aca.profile;

import java.time.Duration;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;

/**
 * The form of a profile's credentials.
 *
 * @param crlShard the CRL that lists them all, 0 being the complete one; if empty, they are spread
 *     over the partial CRLs
 * @param wits the rule for Workload Identity Tokens in addition to them
 */
record CertificateForm(
    Duration validity,
    RenewalWindow renewal,
    Optional<Integer> crlShard,
    RevocationInformation revocation,
    WitRule wits) {

  CertificateForm {
    if (validity.isNegative() || validity.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("a profile's validity is a minute at least");
    }
    revocation.requireFitting(validity, crlShard);
  }

  static CertificateForm of(Claims profile) {
    return new CertificateForm(
        Duration.parse(profile.text("validity")),
        new RenewalWindow(
            profile.count("renew_from_percent").orElse(RenewalWindow.DEFAULT.fromPercent()),
            profile.count("renew_to_percent").orElse(RenewalWindow.DEFAULT.toPercent())),
        profile.count("crl_shard"),
        RevocationInformation.parse(profile.find("revocation")),
        WitRule.of(profile));
  }
}
