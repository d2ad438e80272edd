package org.bailiwick.enforcement.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.testing.TestBundles;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.policy.bundle.BundleDraft;
import org.bailiwick.policy.bundle.VerifiedBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle that decides at an enforcement point: threats 62 and 68. */
class EnforcedPoliciesTest {
  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final TestBundles bundles = new TestBundles(ca);
  private TestLeaf officer = ca.operator("officer", "officer-1");
  private final Map<Long, byte[]> atMaster = new ConcurrentHashMap<>();
  private final List<VerifiedBundle> told = new CopyOnWriteArrayList<>();
  private final List<EnforcedPolicies> running = new ArrayList<>();
  private EnforcedPolicies policies;

  @BeforeEach
  void start() {
    policies = started();
  }

  private EnforcedPolicies started() {
    EnforcedPolicies made =
        new EnforcedPolicies(
            new EnforcedPolicies.Trust(ca.domain().name(), bundles, 1),
            this::fetch,
            folder,
            told::add,
            line -> {},
            clock);
    running.add(made);
    made.start();
    return made;
  }

  @AfterEach
  void stop() {
    running.forEach(EnforcedPolicies::close);
  }

  private byte[] fetch(long number) throws IOException {
    return Optional.ofNullable(atMaster.get(number))
        .orElseThrow(() -> new IOException("not reached"));
  }

  private String publish(BundleDraft.Terms terms) {
    BundleDraft draft = TestBundles.signed(BundleDraft.of(terms, TestBundles.files()), officer);
    atMaster.put(terms.number(), draft.encode());
    return draft.digest();
  }

  private void follow(long number) {
    policies.follow(number, publish(bundles.terms(number, 1)));
  }

  private void awaits(long number) {
    await().until(() -> policies.inForce().filter(b -> b.number() == number).isPresent());
  }

  private void refuses(String reason) {
    await().until(() -> policies.refused().filter(reason::equals).isPresent());
  }

  @Test
  void withoutABundleNothingIsInForce() {
    assertThat(policies.inForce()).isEmpty();
    assertThat(policies.refused()).isEmpty();
  }

  @Test
  void aSignedBundleIsKeptAndDecidesAlsoAfterARestartWithoutTheMasterAgent() {
    follow(28);
    awaits(28);
    assertThat(told).hasSize(1);
    atMaster.clear();
    policies.close();
    policies = started();
    assertThat(policies.inForce()).get().extracting(VerifiedBundle::number).isEqualTo(28L);
  }

  @Test
  void anOlderOneDoesNotFollow() {
    follow(28);
    awaits(28);
    follow(27);
    refuses("bundle-number-old");
    assertThat(policies.inForce()).get().extracting(VerifiedBundle::number).isEqualTo(28L);
    follow(29);
    awaits(29);
    assertThat(policies.refused()).isEmpty();
  }

  @Test
  void anotherBundleThanTheFeedNamesDoesNotCount() {
    publish(bundles.terms(28, 1));
    policies.follow(28, "00".repeat(32));
    refuses("the bundle is not the one that the feed names");
    assertThat(policies.inForce()).isEmpty();
  }

  @Test
  void aRevokedOfficersBundleIsRefusedAtAStartToo() {
    follow(28);
    awaits(28);
    bundles.revoke(officer);
    follow(29);
    refuses("bundle-certificate-revoked");
    policies.close();
    policies = started();
    assertThat(policies.inForce()).as("nothing decides").isEmpty();
    assertThat(policies.refused()).contains("bundle-certificate-revoked");
    assertThat(folder.resolve("policy-bundle.json")).as("and nothing is lost").exists();
  }

  /** Nodes keep such a bundle, too: policies must not end with an officer's certificate. */
  @Test
  void staysInForceAfterARestartWhenTheOfficersCertificateHasExpired() {
    officer = bundles.officer("late", TestKeys.ec(), Duration.ofDays(2));
    follow(28);
    awaits(28);
    clock.move(Duration.ofDays(3));
    policies.close();
    policies = started();
    assertThat(policies.inForce()).get().extracting(VerifiedBundle::number).isEqualTo(28L);
    follow(29);
    refuses("bundle-certificate-expired");
  }

  /** Threat 70. */
  @Test
  void aFullDiskDoesNotKeepNewerPoliciesFromDeciding() throws IOException {
    follow(28);
    awaits(28);
    Path inTheWay = Files.createDirectories(folder.resolve("policy-bundle.json.part/full"));
    follow(29);
    awaits(29);
    refuses("bundle-not-kept");
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    await().until(() -> policies.refused().isEmpty());
    policies.close();
    policies = started();
    assertThat(policies.inForce()).get().extracting(VerifiedBundle::number).isEqualTo(29L);
  }

  /** A failing part must not end the thread that takes bundles over. */
  @Test
  void aFaultOfAListenerOrOfTheSourceEndsNothing() {
    policies.close();
    Map<Long, Integer> asked = new ConcurrentHashMap<>();
    policies =
        new EnforcedPolicies(
            new EnforcedPolicies.Trust(ca.domain().name(), bundles, 1),
            number -> {
              if (asked.merge(number, 1, Integer::sum) == 1) {
                throw new IllegalStateException("a fault");
              }
              return fetch(number);
            },
            folder,
            bundle -> {
              throw new IllegalStateException("a listener's fault");
            },
            line -> {},
            clock);
    running.add(policies);
    policies.start();
    follow(28);
    refuses("a fault");
    awaits(28);
    follow(29);
    awaits(29);
    assertThat(policies.isRunning()).isTrue();
  }

  @Test
  void aFileThatIsCutOffDoesNotDecide() throws IOException {
    follow(28);
    awaits(28);
    Path kept = folder.resolve("policy-bundle.json");
    byte[] octets = Files.readAllBytes(kept);
    Files.write(kept, java.util.Arrays.copyOf(octets, octets.length / 2));
    policies.close();
    policies = started();
    assertThat(policies.inForce()).isEmpty();
    assertThat(policies.refused()).contains("bundle-malformed");
    policies.follow(28, publish(bundles.terms(28, 1)));
    awaits(28);
  }

  @Test
  void aBundleOfOthersIsRefused() {
    BundleDraft.Terms terms = bundles.terms(28, 1);
    policies.follow(
        28,
        publish(
            new BundleDraft.Terms(
                terms.trustDomain(), java.util.Set.of("master"), 28, Instant.EPOCH, 1)));
    refuses("bundle-component");
  }

  @Test
  void aBundleOfLaterDecidesAtItsTime() {
    policies.follow(28, publish(bundles.terms(28, clock.instant().plus(Duration.ofMinutes(1)), 1)));
    await().until(() -> folder.resolve("policy-bundle.json").toFile().exists());
    assertThat(policies.inForce()).isEmpty();
    clock.move(Duration.ofMinutes(2));
    awaits(28);
  }

  @Test
  void whatCannotBeFetchedIsTriedAgain() {
    String digest = publish(bundles.terms(28, 1));
    byte[] octets = atMaster.remove(28L);
    policies.follow(28, digest);
    refuses("not reached");
    atMaster.put(28L, octets);
    awaits(28);
  }
}
