package org.bailiwick.aca.profile;

import java.time.Duration;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;

/**
 * The life of a profile's credentials, and where relying parties find their status.
 *
 * @param renewal when in their life these credentials are to be renewed
 * @param crlShard the one CRL that lists them, 0 being the complete one; spread over all partial
 *     CRLs if absent
 * @param revocation whether they say where their status is found
 * @param wits whether there may be Workload Identity Tokens beside them
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

  /** Reads a profile's file. */
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
