package org.bailiwick.aca.cycle;

import java.security.cert.X509Certificate;
import java.util.List;
import org.bailiwick.aca.ledger.CredentialRef;

/** A certificate that is in the ledger, and its chain: leaf first, without the root. */
public record IssuedCredential(
    CredentialRef ref, String holder, String profile, List<X509Certificate> chain) {

  public X509Certificate certificate() {
    return chain.getFirst();
  }
}
