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

  /** The workload of this domain that this certificate names, or else the agent. */
  public static CallerIdentity.Workload of(X509Certificate certificate) {
    SpiffeId id = SpiffeId.of(certificate);
    CallerCredential credential = CallerCredential.of(certificate);
    if (id.isService()) {
      return new CallerIdentity.ServiceWorkload(id, credential);
    }
    return id.isDevice()
        ? new CallerIdentity.DeviceWorkload(id, credential)
        : new CallerIdentity.Agent(id, credential);
  }

  /** An agent whose certificate is not at hand. */
  public static CallerIdentity.Agent agent(String id) {
    return new CallerIdentity.Agent(
        SpiffeId.parse(id), CallerCredential.of(SerialNumber.parse("0a")));
  }
}
