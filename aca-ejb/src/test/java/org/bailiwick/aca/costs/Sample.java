package org.bailiwick.aca.costs;

import java.security.KeyPair;
import java.time.Instant;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.Attestor;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.testing.TestKeys;

/** Evidence of a kind that is good, with what it is bound to. */
record Sample(Attestor kind, EvidenceItem item, EvidenceBinding binding) {

  /** The key of the agents that all evidence but a TPM's speaks of. */
  static final KeyPair AGENT = TestKeys.ec();

  static final String NONCE = "nonce";

  static Sample of(Attestor kind, String name, String value, Instant now) {
    return new Sample(
        kind, new EvidenceItem(name, value), TestRequest.binding(AGENT.getPublic(), NONCE, now));
  }

  AttestedSubject check() {
    return kind.authenticate(item, binding);
  }
}
