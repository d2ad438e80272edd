package org.bailiwick.aca.profile;

import java.time.Duration;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;

/**
 * The form of a profile's credentials.
 *
 * @param crlShard the CRL for all these credentials, 0 being the complete one; if empty, they are
 *     spread over the partial CRLs
 * @param wits the rule for Workload Identity Tokens in addition to the credentials
 * @param jwtSvids the rule for JWT-SVIDs in addition to the credentials
 * @param hosts the host names of each certificate, beside its SPIFFE id
 */
record CertificateForm(
    Duration validity,
    RenewalWindow renewal,
    Optional<Integer> crlShard,
    RevocationInformation revocation,
    WitRule wits,
    JwtSvidRule jwtSvids,
    HostNames hosts) {

  CertificateForm {
    if (validity.isNegative() || validity.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("a profile's validity must be at least a minute");
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
        WitRule.of(profile),
        JwtSvidRule.of(profile),
        HostNames.of(profile));
  }
}
