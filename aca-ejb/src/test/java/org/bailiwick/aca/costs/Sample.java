package org.bailiwick.aca.costs;

import java.security.KeyPair;
import java.time.Instant;
import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.evidence.anchor.InitialTrust;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.testing.TestKeys;

/** Evidence of a kind that is good, with what it is bound to. */
record Sample(InitialTrust kind, EvidenceItem item, EvidenceBinding binding) {

  /** The key of the agents that all evidence but a TPM's speaks of. */
  static final KeyPair AGENT = TestKeys.ec();

  static final String NONCE = "nonce";

  static Sample of(InitialTrust kind, String name, String value, Instant now) {
    return new Sample(
        kind, new EvidenceItem(name, value), TestRequest.binding(AGENT.getPublic(), NONCE, now));
  }

  TrustedAnchor check() {
    return kind.authenticate(item, binding);
  }
}
