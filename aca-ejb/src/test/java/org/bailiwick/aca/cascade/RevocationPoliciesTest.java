package org.bailiwick.aca.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationPoliciesTest {

  @TempDir private Path root;
  private final TestClock clock = TestClock.atPresent();
  private Path folder;
  private RevocationPolicies policies;

  @BeforeEach
  void open() {
    TestHome home = new TestHome(root);
    folder = home.folder("revocation");
    DefaultRevocation.copyTo(folder);
    policies = new RevocationPolicies(home.settings(), clock);
  }

  @ParameterizedTest
  @CsvSource({
    "device-compromise, KEY_COMPROMISE",
    "owner-compromise, PRIVILEGE_WITHDRAWN",
    "key-compromise, KEY_COMPROMISE",
    "decommissioning, CESSATION_OF_OPERATION",
    "key-rotation, SUPERSEDED",
    "attestation-degraded, PRIVILEGE_WITHDRAWN",
    "person-or-role-gone, AFFILIATION_CHANGED",
    "issuer-rotated, SUPERSEDED",
    "clone-detected, KEY_COMPROMISE"
  })
  void everyTriggerHasADefault(String trigger, RevocationReason reason) {
    RevocationPolicy policy = policies.require(trigger);
    assertThat(policy.reason()).isEqualTo(reason);
    assertThat(policy.digest()).matches("[0-9a-f]{64}");
  }

  @Test
  void aTriggerWithoutPolicyIsRefused() {
    assertThat(refusal("boredom").check()).isEqualTo("trigger-unknown");
  }

  @Test
  void aChangedFileCountsAndHasAnotherDigest() throws Exception {
    String before = policies.require("key-rotation").digest();
    write("key-rotation", "key-rotation", "\"most\":7");
    clock.move(Duration.ofSeconds(2));
    assertThat(policies.require("key-rotation").most()).isEqualTo(7);
    assertThat(policies.require("key-rotation").digest()).isNotEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"most\":0",
        "\"most\":10001",
        "\"most\":\"7\"",
        "\"mots\":7",
        "\"most\":7,\"officers\":3",
        "\"most\":7,\"officers\":0",
        "\"most\":7,\"most\":9"
      })
  void aFileWithAFaultClosesAllOfThem(String limits) throws Exception {
    write("key-rotation", "key-rotation", limits);
    clock.move(Duration.ofSeconds(2));
    assertThat(refusal("device-compromise").type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
  }

  @Test
  void twoFilesForOneTriggerAreRefused() throws Exception {
    write("another", "key-rotation", "\"most\":7");
    clock.move(Duration.ofSeconds(2));
    assertThat(refusal("key-rotation").type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "credential:issuing-1/0a",
        "name:spiffe://bailiwick.example/agent/reader",
        "device:CN=Maker,O=A\\#B#SN-1",
        "owner:Finance",
        "person:https://idp.example#alice",
        "role:https://idp.example#operations",
        "issuer:issuing-1",
        "key:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void readsAndWritesSubjectsInOneWay(String text) {
    assertThat(Subject.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "reader",
        "planet:x",
        "issuer:",
        "device:SN-1",
        "person:#",
        "credential:issuing-1",
        "credential:issuing-1/xyz",
        "name:reader",
        "key:00",
        "owner:a\u0000b"
      })
  void refusesWhatIsNoSubject(String text) {
    assertThat(catchThrowableOfType(ProblemException.class, () -> Subject.parse(text)).type())
        .isEqualTo(ProblemType.MALFORMED_REQUEST);
  }

  private ProblemException refusal(String trigger) {
    return catchThrowableOfType(ProblemException.class, () -> policies.require(trigger));
  }

  private void write(String file, String trigger, String limits) throws Exception {
    Files.writeString(
        folder.resolve(file + ".json"),
        """
        {"trigger":"%s","subjects":["name"],"reach":["predecessors"],"reason":"superseded",%s}
        """
            .formatted(trigger, limits));
  }
}
