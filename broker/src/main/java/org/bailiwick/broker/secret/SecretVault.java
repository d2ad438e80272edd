package org.bailiwick.broker.secret;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.broker.backend.SecretSource;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.store.Rows;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.hsm.Pkcs11Token;

/** Keeps static secrets in the broker's database. Each use asks the HSM. */
public final class SecretVault implements SecretSource {
  private static final int MOST_BYTES = 16 * 1024;
  private static final int MOST_SECRETS = 1000;

  private final BrokerStore store;
  private final WrappingKey key;

  public SecretVault(BrokerStore store, Pkcs11Token token) {
    this.store = store;
    this.key = new WrappingKey(store, token);
  }

  /** What may be shown of a secret. */
  public record Shown(String name, int version, Instant changedAt) {}

  /** A secret as its row has it. */
  private static final class Wrapped {
    private final String label;
    private final byte[] text;

    Wrapped(String label, byte[] text) {
      this.label = label;
      this.text = text;
    }
  }

  /**
   * Keeps a new secret, and overwrites the array.
   *
   * @throws IllegalArgumentException if there is one of this name, or it is empty or too long
   */
  public void put(SecretName name, byte[] secret) {
    Wrapped wrapped = wrapped(name, secret);
    store.transaction(
        AuditEntry.of("secret.added", Outcome.DONE, "", "").about(name.text()),
        connection -> {
          List<String> names =
              Rows.all(connection, "select name from secret", row -> row.getString(1));
          if (names.contains(name.text())) {
            throw new IllegalArgumentException(
                "There is a secret " + name + "; rotate replaces it");
          }
          if (names.size() >= MOST_SECRETS) {
            throw new IllegalArgumentException("There are 1000 secrets; delete some");
          }
          return Rows.run(
              connection,
              "insert into secret (name, version, key_label, wrapped, changed_at)"
                  + " values (?, 1, ?, ?, ?)",
              name.text(),
              wrapped.label,
              wrapped.text,
              store.now());
        });
  }

  /** Replaces the secret of this name from the next use on, and overwrites the array. */
  public void rotate(SecretName name, byte[] secret) {
    Wrapped wrapped = wrapped(name, secret);
    store.transaction(
        AuditEntry.of("secret.rotated", Outcome.DONE, "", "").about(name.text()),
        connection ->
            requireOne(
                name,
                Rows.run(
                    connection,
                    "update secret set version = version + 1, key_label = ?, wrapped = ?,"
                        + " changed_at = ? where name = ?",
                    wrapped.label,
                    wrapped.text,
                    store.now(),
                    name.text())));
  }

  public void delete(SecretName name) {
    store.transaction(
        AuditEntry.of("secret.deleted", Outcome.DONE, "", "").about(name.text()),
        connection ->
            requireOne(
                name, Rows.run(connection, "delete from secret where name = ?", name.text())));
  }

  private static int requireOne(SecretName name, int rows) {
    if (rows != 1) {
      throw new IllegalArgumentException("There is no secret " + name);
    }
    return rows;
  }

  /** The names, without anything by which a secret could be guessed. */
  public List<Shown> list() {
    return store.transaction(
        connection ->
            Rows.all(
                connection,
                "select name, version, changed_at from secret order by name",
                row ->
                    new Shown(
                        row.getString(1),
                        row.getInt(2),
                        row.getObject(3, LocalDateTime.class).toInstant(ZoneOffset.UTC))));
  }

  private Wrapped wrapped(SecretName name, byte[] secret) {
    try {
      if (secret.length == 0 || secret.length > MOST_BYTES) {
        throw new IllegalArgumentException("A secret has 1 to 16384 bytes");
      }
      String label = key.require();
      return new Wrapped(label, key.wrap(label, secret, name.context()));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public <T> T use(String name, SecretUse<T> use) {
    SecretName wanted = new SecretName(name);
    Optional<Wrapped> found =
        store.transaction(
            connection ->
                Rows.first(
                    connection,
                    "select key_label, wrapped from secret where name = ?",
                    row -> new Wrapped(row.getString(1), row.getBytes(2)),
                    name));
    Wrapped wrapped = found.orElseThrow(SecretVault::missing);
    byte[] secret = key.unwrap(wrapped.label, wrapped.text, wanted.context());
    try {
      return use.with(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static ProblemException missing() {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "secret-missing",
        "A secret that the work needs was not given to the broker");
  }
}
