package org.bailiwick.aca.ocsp;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/** The status of one certificate (RFC 6960 section 2.2). */
public sealed interface CertificateStatus {

  /** The certificate was issued and not revoked; it may have expired. */
  record Good() implements CertificateStatus {}

  /** The certificate was revoked, perhaps after its reservation and before its completion. */
  record Revoked(Instant at, RevocationReason reason) implements CertificateStatus {}

  /** The issuer has not issued the certificate. */
  record Unknown() implements CertificateStatus {}
}
