package org.bailiwick.aca.ocsp;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/** The status of one certificate (RFC 6960 section 2.2). */
public sealed interface CertificateStatus {

  /** It was issued and not revoked; it may have expired. */
  record Good() implements CertificateStatus {}

  /** It was revoked, perhaps when it was only reserved and not yet handed out. */
  record Revoked(Instant at, RevocationReason reason) implements CertificateStatus {}

  /** This issuer has not issued it. */
  record Unknown() implements CertificateStatus {}
}
