package org.bailiwick.master.caller;

import java.security.cert.X509Certificate;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;

/** Callers for the tests of what they do. */
public final class TestCallers {
  private TestCallers() {}

  /** The agent that this certificate names. */
  public static CallerIdentity.Agent agent(X509Certificate certificate) {
    return new CallerIdentity.Agent(SpiffeId.of(certificate), CallerCredential.of(certificate));
  }

  /** An agent whose certificate is not at hand. */
  public static CallerIdentity.Agent agent(String id) {
    return new CallerIdentity.Agent(
        SpiffeId.parse(id), CallerCredential.of(SerialNumber.parse("0a")));
  }
}
