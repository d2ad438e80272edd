package org.bailiwick.aca.testing;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;

/** A credential request for tests in which its content does not matter. */
public final class TestRequest {

  private TestRequest() {}

  public static CredentialRequest reader() {
    return new CredentialRequest(
        "agent-default",
        new WorkloadId(TrustDomain.parse("bailiwick.example"), WorkloadKind.AGENT, "reader"),
        Owner.parse("Finance"),
        CapabilitySet.parse(List.of("invoice.parse@1")),
        Locator.parse("https://127.0.0.1:7001/work"),
        new TreeSet<>(Set.of(ValidationMethod.parse("mtls"))),
        Optional.empty());
  }

  /** Binds evidence to this key and nonce. */
  public static EvidenceBinding binding(PublicKey agentKey, String nonce, Instant now) {
    return new EvidenceBinding(agentKey, Optional.of(nonce), now, reader());
  }
}
