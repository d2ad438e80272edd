package org.bailiwick.broker.records;

import java.security.PublicKey;
import java.util.Optional;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;

/** The P-256 key in the broker's token that signs the heads of its audit log. */
public final class RecordKey {
  /** Label of the key and of the certificate beside it. */
  public static final String LABEL = "broker-audit";

  static final String MADE = "audit-key.made";

  private final Pkcs11Token token;

  public RecordKey(Pkcs11Token token) {
    this.token = token;
  }

  /**
   * The public half; empty if the token has no such key.
   *
   * @throws ProblemException signer-unavailable when the token is away
   */
  public Optional<PublicKey> find() {
    return holds() ? Optional.of(token.key(LABEL).publicKey()) : Optional.empty();
  }

  /** Another process may have made the key after this one's login. */
  private boolean holds() {
    if (token.holds(LABEL)) {
      return true;
    }
    token.reread();
    return token.holds(LABEL);
  }

  /** Makes the key, with a row of the audit log that names it. */
  void make(BrokerStore store) {
    try {
      SigningKey made = token.generate(LABEL, KeyShape.EC_P256);
      store.record(
          AuditEntry.of(MADE, Outcome.DONE, "", "")
              .about(LABEL)
              .with("thumbprint", PublicJwk.thumbprint(made.publicKey())));
    } catch (IllegalStateException e) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "audit-key-not-made",
          "The HSM made no key for the heads of the audit log",
          e);
    }
  }

  JwsSigner signer() {
    SigningKey key = token.key(LABEL);
    return new JwsSigner(key, PublicJwk.thumbprint(key.publicKey()));
  }
}
