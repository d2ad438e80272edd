package org.bailiwick.node.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.SharedPolicyVersions;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestBundles;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.bundle.BundleCheck;
import org.bailiwick.policy.bundle.BundleRefusedException;
import org.bailiwick.policy.bundle.OfficerTrust;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles at the nodes of one component, which share a database; each has a folder of its own. */
class PolicyBundlesTest {
  private static final AuditEntry PERMIT =
      AuditEntry.of("activate-policies.decided", AuditEntry.Outcome.GRANTED, "", "officer-1");

  @TempDir private Path home;
  private final TestCa ca = TestCa.create("bailiwick.example");
  private final TestBundles bundles = new TestBundles(ca);
  private final TestLeaf one = ca.operator("officer", "officer-1");
  private final TestLeaf two = ca.operator("officer", "officer-2");
  private final TestClock clock = TestClock.atPresent();
  private final List<AutoCloseable> open = new ArrayList<>();
  private TestDatabase database = database();

  private TestDatabase database() {
    return TestDatabase.ofCommonTables(
        PolicyBundleRow.class, PolicyBundlePieceRow.class, PolicyNodeRow.class);
  }

  @BeforeEach
  void closeDatabaseLast() {
    open.add(() -> database.close());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private final class Node {
    final PolicyBundles bundles;
    final CedarDecisionPoint decisions;
    final GroupWriter writer;

    Node(String name, int signatures) {
      this(name, signatures, database::inTransaction);
    }

    Node(String name, int signatures, PolicyBundles.Reader reader) {
      Path folder = folder(name);
      this.writer =
          new GroupWriter(database.sink(), Thread::new, WriterSettings.of(name + "/master", clock));
      open.add(writer);
      this.bundles =
          new PolicyBundles(
              new BundleSettings(name, ca.domain(), "master", folder, signatures),
              new PolicyBundles.Database(reader, writer),
              PolicyBundlesTest.this.bundles,
              clock);
      this.decisions =
          CedarDecisionPoint.load(
              folder, new SharedPolicyVersions(reader::read, writer, clock), bundles);
    }

    void take(byte[] file) {
      bundles.receive(file, "officer-1", PERMIT);
      decisions.follow();
    }

    long number() {
      decisions.follow();
      return Long.parseLong(decisions.policyVersion().replaceFirst("-.*", ""));
    }
  }

  private Path folder(String name) {
    Path folder = home.resolve(name).resolve("policy");
    return Files.exists(folder) ? folder : DefaultPolicies.copyTo(folder);
  }

  private long copies(String name) {
    try (Stream<Path> files = Files.list(home.resolve(name).resolve("policy.bundles"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Unavailable implements PolicyBundles.Reader {
    @Override
    public <T> T read(Function<EntityManager, T> query) {
      throw new IllegalStateException("the database is away");
    }
  }

  @Test
  void aBundleDecidesAtEveryNodeAndTheFolderNoLonger() throws IOException {
    Node first = new Node("one", 0);
    Node second = new Node("two", 0);
    long folder = first.number();
    first.take(bundles.bundle(bundles.terms(1000, 1), one));
    assertThat(first.number()).isEqualTo(1000).isGreaterThan(folder);
    assertThat(second.number()).isEqualTo(1000);
    Files.writeString(folder("one").resolve("manifest.json"), "no manifest");
    assertThat(first.number()).isEqualTo(1000);
    assertThat(first.decisions.fault()).isEmpty();
    assertThat(first.bundles.nodes().stream().map(PolicyNodeRow::node))
        .containsExactly("one", "two");
    assertThat(first.bundles.nodes()).allMatch(PolicyNodeRow::isSigned);
    assertThat(new Node("three", 0).number()).as("a node that comes later").isEqualTo(1000);
  }

  @Test
  void aBundleWaitsForItsTime() {
    Node node = new Node("one", 0);
    long folder = node.number();
    node.take(
        bundles.bundle(bundles.terms(1000, clock.instant().plus(Duration.ofHours(1)), 1), one));
    assertThat(node.number()).isEqualTo(folder);
    clock.move(Duration.ofMinutes(61));
    assertThat(node.number()).isEqualTo(1000);
  }

  @Test
  void aBundleOfAnOfficerWhoIsRevokedBeforeItsTimeStaysOut() {
    Node node = new Node("one", 0);
    long folder = node.number();
    node.take(
        bundles.bundle(bundles.terms(1000, clock.instant().plus(Duration.ofHours(1)), 1), two));
    bundles.revoke(two);
    clock.move(Duration.ofMinutes(61));
    assertThat(node.number()).isEqualTo(folder);
    assertThat(node.bundles.fault().orElseThrow()).contains("1000").contains("revoked");
    node.take(bundles.bundle(bundles.terms(999, 1), one));
    assertThat(node.number()).as("a lower one that is good").isEqualTo(999);
  }

  @Test
  void aBundleThatWaitsMustHaveAsManyOfficersAsTheOneInForceThen() {
    Node node = new Node("one", 0);
    node.take(
        bundles.bundle(bundles.terms(1001, clock.instant().plus(Duration.ofHours(1)), 1), one));
    node.take(bundles.bundle(bundles.terms(1000, 2), one, two));
    clock.move(Duration.ofMinutes(61));
    assertThat(node.number()).isEqualTo(1000);
    assertThat(node.bundles.fault().orElseThrow()).contains("2 officers must sign");
  }

  @Test
  void neverGoesBackWhenTheDatabaseIsPutBackOrAway() {
    new Node("one", 0).take(bundles.bundle(bundles.terms(1000, 1), one));
    Node without = new Node("one", 0, new Unavailable());
    assertThat(without.decisions.policyVersion()).startsWith("1000-");
    assertThat(without.number()).as("and goes on").isEqualTo(1000);
    database.run("delete from policy_bundle_piece");
    database.run("delete from policy_bundle");
    database.run("delete from policy_version");
    Node again = new Node("one", 0);
    assertThat(again.number()).isEqualTo(1000);
    assertThat(again.bundles.octets(1000)).as("it puts the row back").isPresent();
    assertThat(new Node("two", 0).number()).isEqualTo(1000);
  }

  @Test
  void staysInForceWhenItsOfficerIsRevokedOrExpires() {
    TestLeaf late = bundles.officer("late", TestKeys.ec(), Duration.ofDays(2));
    new Node("one", 0).take(bundles.bundle(bundles.terms(1000, 1), late));
    bundles.revoke(late);
    clock.move(Duration.ofDays(3));
    assertThat(new Node("one", 0).number()).isEqualTo(1000);
    assertThatThrownBy(() -> new Node("two", 0))
        .as("a node that has never decided by it")
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("revoked");
  }

  @Test
  void aNodeThatStartsMayNotKnowYetWhoIsRevoked() {
    new Node("one", 0).take(bundles.bundle(bundles.terms(1000, 1), one));
    bundles.know(OfficerTrust.Status.UNKNOWN);
    assertThat(new Node("two", 0).number()).isEqualTo(1000);
    Node node = new Node("one", 0);
    assertThatThrownBy(() -> node.take(bundles.bundle(bundles.terms(1001, 1), one)))
        .isInstanceOfSatisfying(
            BundleRefusedException.class,
            e -> assertThat(e.check()).isEqualTo(BundleCheck.BUNDLE_CERTIFICATE_STATUS));
  }

  @Test
  void refusesReplayedAndReusedNumbersAndTakesARepetition() {
    Node node = new Node("one", 0);
    byte[] older = bundles.bundle(bundles.terms(1000, 1), one);
    byte[] newer = bundles.bundle(bundles.terms(1001, 1), one);
    node.take(newer);
    assertThat(node.bundles.receive(newer, "officer-1", PERMIT).again()).isTrue();
    assertThatThrownBy(() -> node.take(older))
        .isInstanceOfSatisfying(
            BundleRefusedException.class,
            e -> assertThat(e.check()).isEqualTo(BundleCheck.BUNDLE_NUMBER_OLD));
    node.take(
        bundles.bundle(bundles.terms(1002, clock.instant().plus(Duration.ofHours(1)), 1), one));
    assertThatThrownBy(
            () ->
                node.take(
                    bundles.bundle(
                        bundles.terms(1002, clock.instant().plus(Duration.ofHours(2)), 1), one)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("bundle-number-reused"));
    assertThat(database.count("policy_bundle")).isEqualTo(2);
  }

  @Test
  void theStoreIsBounded() {
    Node node = new Node("one", 0);
    for (int number = 1000; number < 1008; number++) {
      node.take(
          bundles.bundle(bundles.terms(number, clock.instant().plus(Duration.ofHours(1)), 1), one));
    }
    byte[] more =
        bundles.bundle(bundles.terms(1008, clock.instant().plus(Duration.ofHours(1)), 1), one);
    assertThatThrownBy(() -> node.take(more))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("bundle-store-full"));
    node.take(bundles.bundle(bundles.terms(999, 1), one));
    assertThat(node.number()).as("those that wait keep out none that is due").isEqualTo(999);
    clock.move(Duration.ofHours(2));
    assertThat(node.number()).isEqualTo(1007);
    for (int number = 1009; number < 1016; number++) {
      node.take(bundles.bundle(bundles.terms(number, 1), one));
    }
    assertThat(database.count("policy_bundle")).isLessThanOrEqualTo(12);
    assertThat(copies("one")).isEqualTo(3);
  }

  @Test
  void aClosedDeploymentStartsWithASignedBundleOnly() throws IOException {
    assertThatThrownBy(() -> new Node("one", 2))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("node.policy-signatures");
    Path copies = Files.createDirectories(folder("one").resolveSibling("policy.bundles"));
    Files.write(copies.resolve("master-1000.json"), bundles.bundle(bundles.terms(1000, 1), one));
    assertThatThrownBy(() -> new Node("one", 2)).hasMessageContaining("2 officers must sign");
    Files.write(
        copies.resolve("master-1000.json"), bundles.bundle(bundles.terms(1000, 1), one, two));
    assertThat(new Node("one", 2).number()).isEqualTo(1000);
  }

  @Test
  void aCopyThatWasChangedIsRefusedUnlessTheDatabaseHasTheBundle() throws IOException {
    new Node("one", 0).take(bundles.bundle(bundles.terms(1000, 1), one));
    Path copies = folder("one").resolveSibling("policy.bundles");
    Path copy;
    try (Stream<Path> files = Files.list(copies)) {
      copy = files.findFirst().orElseThrow();
    }
    Files.writeString(copy, "{}");
    assertThatThrownBy(() -> new Node("one", 0, new Unavailable()))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("no copy of a policy bundle can be used");
    assertThat(new Node("one", 0).number()).isEqualTo(1000);
    assertThat(new Node("one", 0, new Unavailable()).number())
        .as("the copy was written again")
        .isEqualTo(1000);
  }

  @Test
  void aRowThatSomebodyChangedDecidesNothing() {
    Node node = new Node("one", 0);
    long folder = node.number();
    node.bundles.receive(
        bundles.bundle(bundles.terms(1000, clock.instant().plus(Duration.ofHours(1)), 1), one),
        "officer-1",
        PERMIT);
    database.run("update policy_bundle set effective_at = timestamp '2020-01-01 00:00:00'");
    assertThat(node.number()).isEqualTo(folder);
    assertThat(node.bundles.fault().orElseThrow()).contains("The database says");
  }

  @Test
  void aCopyThatCannotBeWrittenIsAFaultAndThePoliciesDecideAllTheSame() throws IOException {
    Node node = new Node("one", 0);
    Path copies = folder("one").resolveSibling("policy.bundles");
    Files.writeString(copies, "a file where the folder would be");
    node.take(bundles.bundle(bundles.terms(1000, 1), one));
    assertThat(node.number()).isEqualTo(1000);
    assertThat(node.bundles.fault().orElseThrow()).contains("no copy");
    Files.delete(copies);
    assertThat(node.number()).isEqualTo(1000);
    assertThat(node.number()).isEqualTo(1000);
    assertThat(node.bundles.fault()).isEmpty();
    assertThat(copies("one")).isEqualTo(1);
  }

  private VerifiedPeer peer(TestLeaf leaf) {
    Anchor operators = new Anchor(ca.operatorCa(), ca.domain(), AnchorUse.OPERATORS);
    return new PeerVerifier(
            () -> List.of(operators), (any, anchor) -> new RevocationState.Good(), clock)
        .verify(leaf.chain());
  }

  @Test
  void onlyAnOfficerGivesABundleAndNothingOfAnothersIsRead() throws IOException {
    Node node = new Node("one", 0);
    BundleIntake intake =
        new BundleIntake(node.bundles, node.decisions, new Gate(node.decisions, node.writer));
    byte[] file = bundles.bundle(bundles.terms(1000, 1), one);
    ByteArrayInputStream body = new ByteArrayInputStream(file);
    VerifiedPeer auditor = peer(ca.operator("auditor", "auditor-1"));
    assertThatThrownBy(() -> intake.take(auditor, body))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("wrong-operator-role"));
    assertThat(body.available()).isEqualTo(file.length);
    assertThatThrownBy(() -> intake.take(peer(two), new ByteArrayInputStream(new byte[0])))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.POLICY_BUNDLE_REFUSED);
              assertThat(e.extensions()).containsEntry("check", "bundle-malformed");
            });
    BundleIntake.Taken taken = intake.take(peer(two), body);
    assertThat(taken.view()).containsEntry("state", "in-force").containsEntry("number", 1000L);
    assertThat(intake.read(auditor, 1000)).isEqualTo(file);
    assertThat(JsonText.of(intake.list(auditor)))
        .contains("\"component\":\"master\"", "\"node\":\"one\"", "\"signed\":true");
    assertThatThrownBy(() -> intake.read(auditor, 999))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.NOT_FOUND));
  }
}
