package org.bailiwick.master.secretstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.secretstore.SecretStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretStoreTest {

  private static final byte[] SECRET = "a secret of thirty-two octets...".getBytes(UTF_8);
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;
  private MasterRig rig;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** The store as another node on this database and this HSM has it. */
  private SecretStore anotherNode() {
    return new SecretStore(rig.store()::read, rig.writer, rig.wrappingKeys, rig.clock);
  }

  private void keep(SecretStore store, String name) {
    rig.writer.commit(store.insertion(name, SECRET, rig.clock.instant().plus(DAY)));
  }

  private void refuses(String name) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> rig.secretStore.secretOrDecoy(Optional.of(name)));
    assertThat(refusal.type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
  }

  @Test
  void aSecretOfOneNodeIsReadAtAnother() {
    keep(rig.secretStore, "account/1");
    assertThat(anotherNode().secretOrDecoy(Optional.of("account/1"))).isEqualTo(SECRET);
    assertThat(rig.column("select wrapped from wrapped_secret").toString())
        .doesNotContain("thirty-two");
    assertThat(rig.audit()).anyMatch(row -> row.event().equals("wrapping-key.made"));
  }

  @Test
  void nodesThatMakeAKeyAtOneMomentUseOne() throws Exception {
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      SecretStore store = anotherNode();
      String name = "account/" + node;
      all.add(
          () -> {
            keep(store, name);
            return true;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(all.size())) {
      for (Future<Boolean> kept : threads.invokeAll(all)) {
        assertThat(kept.get()).isTrue();
      }
    }
    assertThat(rig.wrappingKeys.labels()).hasSize(1);
    assertThat(rig.column("select distinct key_label from wrapped_secret"))
        .containsExactlyElementsOf(rig.wrappingKeys.labels());
    for (int node = 0; node < 4; node++) {
      assertThat(rig.secretStore.secretOrDecoy(Optional.of("account/" + node))).isEqualTo(SECRET);
    }
  }

  @Test
  void aRowCountsUnderItsOwnNameOnly() {
    keep(rig.secretStore, "account/1");
    rig.run("update wrapped_secret set secret_name = 'account/2'");
    refuses("account/2");
  }

  @Test
  void whileTheHsmDoesNotAnswerNoSecretIsReadOrKept() {
    keep(rig.secretStore, "account/1");
    rig.wrappingKeys.fail();
    refuses("account/1");
    refuses("account/unknown");
    assertThat(catchThrowableOfType(ProblemException.class, () -> keep(rig.secretStore, "other")))
        .isNotNull();
    rig.wrappingKeys.recover();
    assertThat(rig.secretStore.secretOrDecoy(Optional.of("account/1"))).isEqualTo(SECRET);
  }

  @Test
  void aKeyThatCouldNotBeMadeLeavesNoRow() {
    rig.wrappingKeys.fail();
    assertThat(catchThrowableOfType(ProblemException.class, () -> keep(rig.secretStore, "one")))
        .isNotNull();
    assertThat(rig.column("select label from wrapping_key")).isEmpty();
  }

  /** So neither time nor answer tells which names there are. */
  @Test
  void anUnknownNameCostsTheHsmAsMuch() {
    keep(rig.secretStore, "account/1");
    rig.secretStore.secretOrDecoy(Optional.empty());
    for (Optional<String> name :
        List.of(Optional.of("account/1"), Optional.of("account/9"), Optional.<String>empty())) {
      int before = rig.wrappingKeys.unwrapped();
      rig.secretStore.secretOrDecoy(name);
      assertThat(rig.wrappingKeys.unwrapped()).isEqualTo(before + 1);
    }
    assertThat(rig.secretStore.secretOrDecoy(Optional.of("account/9"))).isNotEqualTo(SECRET);
  }

  @Test
  void beforeThereIsAKeyNothingIsWrapped() {
    assertThat(rig.secretStore.secretOrDecoy(Optional.of("account/1"))).hasSize(32);
    assertThat(rig.wrappingKeys.labels()).isEmpty();
  }

  @Test
  void whatIsOverIsDeleted() {
    keep(rig.secretStore, "account/1");
    rig.secretStore.forget(rig.clock.instant().plus(DAY));
    assertThat(rig.column("select secret_name from wrapped_secret")).hasSize(1);
    rig.secretStore.forget(rig.clock.instant().plus(DAY).plus(Duration.ofMinutes(6)));
    assertThat(rig.column("select secret_name from wrapped_secret")).isEmpty();
  }
}
