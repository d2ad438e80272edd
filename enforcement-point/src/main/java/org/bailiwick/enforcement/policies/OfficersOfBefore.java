package org.bailiwick.enforcement.policies;

import java.security.cert.X509Certificate;
import java.util.Collection;
import org.bailiwick.policy.bundle.OfficerTrust;

/** Takes an officer of whom it is not known yet whether he is revoked, as nodes do at a start. */
record OfficersOfBefore(OfficerTrust trust) implements OfficerTrust {

  @Override
  public Collection<X509Certificate> operatorCas() {
    return trust.operatorCas();
  }

  @Override
  public Status statusOf(X509Certificate officer, X509Certificate operatorCa) {
    Status status = trust.statusOf(officer, operatorCa);
    return status == Status.UNKNOWN ? Status.GOOD : status;
  }
}
