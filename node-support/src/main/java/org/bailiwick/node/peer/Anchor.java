package org.bailiwick.node.peer;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * A trust anchor: a CA certificate that is trusted without further proof, for one trust domain and
 * one use (SPIFFE Trust Domain and Bundle section 3: an anchor counts only for the domain whose
 * bundle holds it).
 */
public record Anchor(X509Certificate certificate, TrustDomain domain, AnchorUse use) {

  /** The kind of a peer with this SPIFFE id; empty if this anchor may not issue the id. */
  Optional<Kind> vouchesFor(SpiffeId id) {
    if (!domain.equals(id.trustDomain())) {
      return Optional.empty();
    }
    return switch (use) {
      case AGENTS -> id.workloadKind().map(Anchor::kindOf).or(() -> nodeAs(Kind.NODE_TLS, id));
      case OPERATORS -> id.isOperator() ? Optional.of(Kind.OPERATOR) : nodeAs(Kind.NODE, id);
      case FOREIGN -> isAgentElsewhere(id) ? Optional.of(Kind.FOREIGN) : Optional.empty();
      case PARTNER_NODES -> nodeAs(Kind.PARTNER_NODE, id);
    };
  }

  private static Kind kindOf(WorkloadKind workload) {
    return switch (workload) {
      case AGENT -> Kind.AGENT;
      case SERVICE -> Kind.SERVICE;
      case DEVICE -> Kind.DEVICE;
    };
  }

  /**
   * A partner names its agents as it likes, but a name that says another kind of subject here is
   * not taken for an agent's.
   */
  private static boolean isAgentElsewhere(SpiffeId id) {
    return !(id.isService() || id.isDevice() || id.isNode() || id.isOperator());
  }

  private static Optional<Kind> nodeAs(Kind kind, SpiffeId id) {
    return id.isNode() ? Optional.of(kind) : Optional.empty();
  }
}
