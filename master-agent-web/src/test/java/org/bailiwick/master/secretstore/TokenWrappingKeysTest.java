package org.bailiwick.master.secretstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SoftHsm;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.secretstore.TokenWrappingKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets under a key in SoftHSM2, by two nodes with one token. */
class TokenWrappingKeysTest {

  private static final byte[] SECRET = "a secret".getBytes(UTF_8);

  @TempDir Path folder;
  private final SoftHsm.Token fresh = SoftHsm.freshToken();
  private final AtomicLong nanos = new AtomicLong();

  private SecretStore store(MasterRig rig, Pkcs11Token token) {
    return new SecretStore(
        rig.store()::read, rig.writer, new TokenWrappingKeys(token, nanos::get), rig.clock);
  }

  @Test
  void aNodeFindsTheKeyThatAnotherHasMadeAfterItsLogin() {
    try (MasterRig rig = new MasterRig(folder);
        Pkcs11Token first = Pkcs11Token.open(fresh.settings());
        Pkcs11Token second = Pkcs11Token.open(fresh.settings())) {
      assertThat(second.holds("secrets")).isFalse();
      rig.writer.commit(store(rig, first).insertion("account/1", SECRET, rig.clock.instant()));
      assertThat(store(rig, second).secretOrDecoy(Optional.of("account/1"))).isEqualTo(SECRET);
      assertThat(store(rig, first).secretOrDecoy(Optional.of("account/1"))).isEqualTo(SECRET);
    }
  }

  /** A node whose token has not the key looks for it now and then, and refuses. */
  @Test
  void aNodeWithoutTheKeyReadsNothing() {
    try (MasterRig rig = new MasterRig(folder);
        Pkcs11Token first = Pkcs11Token.open(fresh.settings());
        Pkcs11Token other = Pkcs11Token.open(SoftHsm.freshToken().settings())) {
      rig.writer.commit(store(rig, first).insertion("account/1", SECRET, rig.clock.instant()));
      SecretStore without = store(rig, other);
      assertThat(refusal(without)).isEqualTo("wrapping-key-missing");
      assertThat(refusal(without)).isEqualTo("wrapping-key-missing");
      nanos.addAndGet(Duration.ofSeconds(11).toNanos());
      assertThat(refusal(without)).isEqualTo("wrapping-key-missing");
    }
  }

  private static String refusal(SecretStore store) {
    return catchThrowableOfType(
            ProblemException.class, () -> store.secretOrDecoy(Optional.of("account/1")))
        .check();
  }
}
