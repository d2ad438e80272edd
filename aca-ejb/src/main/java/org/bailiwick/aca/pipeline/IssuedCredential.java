package org.bailiwick.aca.pipeline;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ledger.CredentialRef;

/**
 * A certificate that is in the ledger.
 *
 * @param chain leaf first, without the root
 * @param wit a Workload Identity Token for the same key, if one was requested
 */
public record IssuedCredential(
    CredentialRef ref,
    String holder,
    String profile,
    List<X509Certificate> chain,
    Optional<CredentialToken> wit) {

  public IssuedCredential(
      CredentialRef ref, String holder, String profile, List<X509Certificate> chain) {
    this(ref, holder, profile, chain, Optional.empty());
  }

  /** The same credential with this token. */
  public IssuedCredential with(CredentialToken token) {
    return new IssuedCredential(ref, holder, profile, chain, Optional.of(token));
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /**
   * When it was issued. The certificate itself begins earlier, because it is backdated; its serial
   * number has the time.
   */
  public Instant issuedAt() {
    Instant begin = certificate().getNotBefore().toInstant();
    Instant made = SerialSource.madeAt(ref.serial());
    return made.isAfter(begin) && made.isBefore(certificate().getNotAfter().toInstant())
        ? made
        : begin;
  }
}
