package org.bailiwick.broker.secret;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.store.Rows;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.hsm.Pkcs11Token;

/**
 * The AES key in the token that wraps secrets, whose label is in a row. The first command that
 * needs it makes it, under a random label.
 */
final class WrappingKey {
  private static final String PREFIX = "broker-secrets-";
  private static final int LABEL_BYTES = 8;

  private final BrokerStore store;
  private final Pkcs11Token token;

  WrappingKey(BrokerStore store, Pkcs11Token token) {
    this.store = store;
    this.token = token;
  }

  /** The label; makes the key if there is none. */
  String require() {
    return find().orElseGet(this::made);
  }

  private Optional<String> find() {
    return store.transaction(WrappingKey::find);
  }

  private static Optional<String> find(Connection connection) throws SQLException {
    return Rows.first(
        connection,
        "select label from wrapping_key where name = 'current'",
        row -> row.getString(1));
  }

  private String made() {
    byte[] random = new byte[LABEL_BYTES];
    new SecureRandom().nextBytes(random);
    String label = PREFIX + HexFormat.of().formatHex(random);
    try {
      token.generateSecretKey(label);
    } catch (IllegalStateException e) {
      throw unavailable("wrapping-key-not-made", "The HSM made no key for secrets", e);
    }
    store.transaction(
        AuditEntry.of("wrapping-key.made", Outcome.DONE, "", "").about(label),
        connection ->
            Rows.run(
                connection,
                "insert into wrapping_key (name, label, created_at) values ('current', ?, ?)",
                label,
                store.now()));
    return label;
  }

  byte[] wrap(String label, byte[] secret, byte[] context) {
    return token.cipher(label).encrypt(secret, context);
  }

  /** Another process may have made the key in the token after this one's login. */
  byte[] unwrap(String label, byte[] wrapped, byte[] context) {
    try {
      return token.cipher(label).decrypt(wrapped, context);
    } catch (ProblemException e) {
      if (token.holds(label)) {
        throw e;
      }
      token.reread();
      return token.cipher(label).decrypt(wrapped, context);
    }
  }

  private static ProblemException unavailable(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.SIGNER_UNAVAILABLE, check, detail, cause);
  }
}
