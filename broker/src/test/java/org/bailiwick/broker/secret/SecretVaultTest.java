package org.bailiwick.broker.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SoftHsm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Secrets under a key of a real PKCS#11 token. */
class SecretVaultTest {
  private static final String CANARY = "canary-7c41d0e2-secret";
  private static final Pkcs11Token TOKEN = Pkcs11Token.open(SoftHsm.freshToken().settings());
  private static final SecretName NAME = new SecretName("orders-db-admin");

  private final BrokerRig rig = new BrokerRig();
  private final BrokerStore store;
  private final SecretVault vault;

  SecretVaultTest() throws Exception {
    store = rig.store();
    vault = new SecretVault(store, TOKEN);
  }

  @AfterAll
  static void logOut() {
    TOKEN.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String used(SecretName name) {
    return vault.use(name.text(), secret -> new String(secret, StandardCharsets.UTF_8));
  }

  @Test
  void aSecretIsUsedRotatedAndDeleted() {
    vault.put(NAME, bytes(CANARY));
    assertThat(used(NAME)).isEqualTo(CANARY);
    assertThatThrownBy(() -> vault.put(NAME, bytes("x"))).hasMessageContaining("rotate");
    vault.rotate(NAME, bytes("second"));
    assertThat(used(NAME)).isEqualTo("second");
    assertThat(vault.list().getFirst().version()).isEqualTo(2);
    vault.delete(NAME);
    assertThat(vault.list()).isEmpty();
    assertThatThrownBy(() -> used(NAME))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("secret-missing"));
    assertThatThrownBy(() -> vault.rotate(NAME, bytes("x"))).hasMessageContaining("no secret");
    assertThatThrownBy(() -> vault.delete(NAME)).hasMessageContaining("no secret");
    assertThat(store.firstBreak()).isEmpty();
  }

  @Test
  void theArrayIsOverwrittenAfterItsUse() {
    byte[] given = bytes(CANARY);
    vault.put(NAME, given);
    assertThat(given).containsOnly(0);
    AtomicReference<byte[]> seen = new AtomicReference<>();
    vault.use(
        NAME.text(),
        secret -> {
          seen.set(secret);
          return 0;
        });
    assertThat(seen.get()).hasSize(CANARY.length()).containsOnly(0);
  }

  /** Threat 60: rows, audit log, log and errors have no secret. */
  @Test
  void nothingThatIsWrittenHasTheSecret() throws Exception {
    List<String> lines = new ArrayList<>();
    Handler handler = handler(lines);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      vault.put(NAME, bytes(CANARY));
      used(NAME);
      vault.rotate(NAME, bytes(CANARY + "-2"));
      rig.sql("update secret set wrapped = cast('0000' as bytea)");
      assertThatThrownBy(() -> used(NAME))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
                lines.add(e + " " + e.getCause());
              });
    } finally {
      root.removeHandler(handler);
    }
    assertThat(String.join("\n", lines)).contains("encrypted").doesNotContain("canary-");
    assertThat(BrokerRig.audit(store)).contains("secret.rotated").doesNotContain("canary-");
  }

  private static Handler handler(List<String> lines) {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage() + " " + line.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(Level.ALL);
    return handler;
  }

  @Test
  void aRowUnderAnotherNameIsOfNoUse() throws Exception {
    vault.put(NAME, bytes(CANARY));
    rig.sql("update secret set name = 'other'");
    assertThatThrownBy(() -> used(new SecretName("other")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE));
  }

  @Test
  void anotherProcessUsesTheSameKey() {
    vault.put(NAME, bytes(CANARY));
    assertThat(
            new SecretVault(store, TOKEN)
                .<String>use(NAME.text(), secret -> new String(secret, StandardCharsets.UTF_8)))
        .isEqualTo(CANARY);
  }

  @Test
  void namesAndSizesAreBounded() {
    for (String name : List.of("", "A", "a/b", "x".repeat(64), "-a")) {
      assertThatThrownBy(() -> new SecretName(name)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> vault.put(NAME, new byte[0])).hasMessageContaining("1 to 16384");
    assertThatThrownBy(() -> vault.put(NAME, new byte[20_000])).hasMessageContaining("1 to 16384");
  }
}
