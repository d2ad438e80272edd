package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.bailiwick.policy.TestFolder.question;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests loading, reloading, an older folder that was put back, and faults of the evaluator. */
class CedarDecisionPointTest {
  private static final String PERMIT_ALL =
      """
      @id("all") @reason("everyone-may")
      permit (principal, action, resource);
      """;
  private static final String FORBID_HIGH =
      """
      @id("not-high") @reason("too-high")
      forbid (principal, action, resource) when { resource.level > principal.level };
      """;

  @TempDir private Path home;
  private Path folder;

  @BeforeEach
  void folder() {
    folder = home.resolve("policy");
  }

  @Test
  void forbidOverridesPermit() {
    DecisionPort port = load(PERMIT_ALL + FORBID_HIGH);
    assertThat(port.decide(question(2, 1))).isInstanceOf(Decision.Permit.class);
    Decision denied = port.decide(question(1, 2));
    assertThat(denied).isInstanceOf(Decision.Deny.class);
    assertThat(denied.reasons()).containsExactly("too-high");
  }

  @Test
  void emptyPolicySetDenies() {
    Decision decision = load("// nothing is permitted\n").decide(question(1, 1));
    assertThat(decision).isInstanceOf(Decision.Deny.class);
    assertThat(decision.reasons()).containsExactly(DecisionPort.NO_POLICY_PERMITS);
  }

  @Test
  void deniesAnActionThatTheFolderHasNoFileFor() {
    AccessRequest known = question(1, 1);
    Decision decision =
        load(PERMIT_ALL)
            .decide(new AccessRequest(known.subject(), Action.REVOKE, known.resource(), Map.of()));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Deny.class,
            denied -> {
              assertThat(denied.reasons()).containsExactly(DecisionPort.UNKNOWN_ACTION);
              assertThat(denied.policies()).isEmpty();
            });
  }

  @Test
  void namesThePoliciesThatDecidedAndNoOthers() {
    String second =
        """
        @id("another") @reason("everyone-may")
        permit (principal, action, resource);
        """;
    DecisionPort port = load(PERMIT_ALL + second + FORBID_HIGH);
    assertThat(obligations(port.decide(question(2, 1)))).isEmpty();
    assertThat(port.decide(question(2, 1)).policies()).containsExactly("all", "another");
    assertThat(port.decide(question(2, 1)).reasons()).containsExactly("everyone-may");
    assertThat(port.decide(question(1, 2)).policies()).containsExactly("not-high");
  }

  /** Every permit that applies counts, since each was written to permit on its conditions only. */
  @Test
  void collectsTheObligationsOfAllPermitsThatApply() {
    String obliged =
        """
        @id("low") @reason("everyone-may") @obligation("alert notify")
        permit (principal, action, resource);
        @id("high") @reason("high-may") @obligation("alert watch")
        permit (principal, action, resource) when { principal.level > 5 };
        """;
    DecisionPort port = load(PERMIT_ALL + obliged + FORBID_HIGH);
    assertThat(obligations(port.decide(question(1, 1)))).containsExactly("alert", "notify");
    assertThat(obligations(port.decide(question(6, 1))))
        .containsExactly("alert", "notify", "watch");
  }

  private static List<String> obligations(Decision decision) {
    return ((Decision.Permit) decision).obligations();
  }

  @Test
  void refusesAnObligationOfAForbidOrOfNoName() {
    TestFolder.small(folder, PERMIT_ALL + "@obligation(\"alert\")\n" + FORBID_HIGH);
    assertRefused("@obligation that is not of a permit");
    TestFolder.small(folder, "@obligation(\"alert, notify\")\n" + PERMIT_ALL);
    assertRefused("not kebab-case names");
    TestFolder.small(folder, "@obligation(\"\")\n" + PERMIT_ALL);
    assertRefused("not kebab-case names");
  }

  @Test
  void failingForbidDeniesAlthoughAnotherPolicyPermits() {
    String overflowing =
        """
        @id("overflow") @reason("overflows")
        forbid (principal, action, resource) when { principal.level * principal.level < 0 };
        """;
    DecisionPort port = load(PERMIT_ALL + overflowing);
    assertThat(port.decide(question(1, 1))).isInstanceOf(Decision.Permit.class);
    Decision decision = port.decide(question(Long.MAX_VALUE, 1));
    assertThat(decision).isInstanceOf(Decision.Deny.class);
    assertThat(decision.reasons()).containsExactly(DecisionPort.EVALUATOR_ERROR);
    assertThat(decision.policies()).containsExactly("overflow");
  }

  @Test
  void refusesEditedFile() {
    TestFolder.small(folder, PERMIT_ALL + FORBID_HIGH).write("discover.cedar", PERMIT_ALL);
    assertRefused("discover.cedar is not the file that the manifest lists");
  }

  @Test
  void refusesUnlistedFile() {
    TestFolder.small(folder, FORBID_HIGH).write("other.cedar", PERMIT_ALL);
    assertRefused("other.cedar is not listed");
  }

  @Test
  void refusesMissingFile() throws IOException {
    TestFolder.small(folder, FORBID_HIGH);
    Files.delete(folder.resolve("discover.cedar"));
    assertRefused("discover.cedar cannot be read");
  }

  @Test
  void refusesMissingFolderAndDamagedManifest() {
    assertRefused("manifest.json cannot be read");
    TestFolder small = TestFolder.small(folder, PERMIT_ALL);
    small.write("manifest.json", "{\"version\":1,\"version\":2,\"files\":{}}");
    assertRefused("not JSON");
    small.write("manifest.json", "{\"version\":0,\"files\":{}}");
    assertRefused("no version above zero");
    small.write("manifest.json", "{\"version\":1,\"files\":{\"../discover.cedar\":\"00\"}}");
    assertRefused("not a policy file");
  }

  @Test
  void refusesPoliciesThatDoNotFitTheSchema() {
    TestFolder.small(
        folder,
        """
        @id("typo") @reason("typo")
        permit (principal, action, resource) when { principal.levle > 1 };
        """);
    assertRefused("discover.cedar does not fit the schema");
  }

  @Test
  void refusesPolicyWithoutReasonOrWithUsedId() {
    TestFolder.small(folder, "@id(\"all\") permit (principal, action, resource);");
    assertRefused("kebab-case @reason");
    TestFolder.small(folder, PERMIT_ALL + PERMIT_ALL);
    assertRefused("two policies with the id all");
    TestFolder.small(folder, "permit (principal, action");
    assertRefused("cannot be parsed");
  }

  @Test
  void reloadTakesNewVersionAndKeepsTheOldOnFailure() {
    CedarDecisionPoint port = load(PERMIT_ALL);
    TestFolder files = new TestFolder(folder);
    files.write("discover.cedar", "permit (");
    assertThatThrownBy(port::reload).isInstanceOf(PolicyRefusedException.class);
    assertThat(port.decide(question(1, 2))).isInstanceOf(Decision.Permit.class);
    files.write("discover.cedar", FORBID_HIGH).seal(2);
    port.reload();
    assertThat(port.decide(question(1, 2)).reasons()).containsExactly("too-high");
    assertThat(port.policyVersion()).startsWith("2-");
  }

  @Test
  void followsTheFolderWhenItsManifestChanges() {
    CedarDecisionPoint port = load(PERMIT_ALL);
    TestFolder files = new TestFolder(folder);
    port.follow();
    assertThat(port.policyVersion()).startsWith("1-");
    files.write("discover.cedar", FORBID_HIGH).seal(2);
    port.follow();
    assertThat(port.decide(question(1, 2)).reasons()).containsExactly("too-high");
    files.write("discover.cedar", PERMIT_ALL).seal(1);
    port.follow();
    port.follow();
    assertThat(port.policyVersion()).startsWith("2-");
  }

  @Test
  void saysWhyTheFolderIsRefusedUntilItIsInForce() throws IOException {
    CedarDecisionPoint port = load(PERMIT_ALL);
    assertThat(port.fault()).isEmpty();
    TestFolder files = new TestFolder(folder);
    files.write("discover.cedar", "permit (").seal(2);
    port.follow();
    assertThat(port.fault().orElseThrow()).contains("discover.cedar").contains("cannot be parsed");
    assertThat(port.policyVersion()).startsWith("1-");
    files.write("discover.cedar", PERMIT_ALL).seal(1);
    port.follow();
    assertThat(port.fault()).as("the policies in force are in the folder again").isEmpty();
    files.write("manifest.json", "{");
    port.follow();
    assertThat(port.fault()).isPresent();
    Files.delete(folder.resolve("manifest.json"));
    port.follow();
    assertThat(port.fault())
        .as("without the path of the machine")
        .contains("the policy file policy/manifest.json cannot be read");
    files.write("discover.cedar", FORBID_HIGH).seal(3);
    port.follow();
    assertThat(port.fault()).isEmpty();
    assertThat(port.policyVersion()).startsWith("3-");
  }

  /** A file that is changed without its manifest is refused by the next start. */
  @Test
  void noticesAFileThatChangesWithoutTheManifest() {
    CedarDecisionPoint port = load(PERMIT_ALL);
    new TestFolder(folder).write("discover.cedar", FORBID_HIGH);
    port.follow();
    assertThat(port.fault().orElseThrow()).contains("is not the file that the manifest lists");
    assertThat(port.decide(question(1, 2))).isInstanceOf(Decision.Permit.class);
  }

  @Test
  void refusesOlderVersionAlsoAfterRestart() {
    CedarDecisionPoint port = load(PERMIT_ALL);
    TestFolder files = new TestFolder(folder);
    files.write("discover.cedar", FORBID_HIGH).seal(7);
    port.reload();
    files.write("discover.cedar", PERMIT_ALL).seal(6);
    assertThatThrownBy(port::reload).hasMessageContaining("older than version 7");
    assertThat(port.decide(question(1, 2)).reasons()).containsExactly("too-high");
    assertRefused("version 6 is older than version 7");
  }

  @Test
  void refusesOtherContentUnderAVersionSeenBefore() {
    load(FORBID_HIGH);
    new TestFolder(folder).write("discover.cedar", PERMIT_ALL).seal(1);
    assertRefused("version 1 was seen before with other content");
  }

  /** Two nodes on two machines: each has its own folder and its own memory. */
  @Test
  void refusesAVersionThatIsOlderThanOneOfAnotherNode() {
    List<VersionFloor.Loaded> shared = new ArrayList<>();
    VersionFloor floor = version -> raise(shared, version);
    TestFolder.small(folder, PERMIT_ALL);
    CedarDecisionPoint port = CedarDecisionPoint.load(folder, floor);
    shared.add(new VersionFloor.Loaded(2, "of another node"));
    port.follow();
    assertThat(port.fault().orElseThrow()).contains("older than version 2, which another node");
    assertThat(port.decide(question(1, 2)))
        .as("the policies in force stay")
        .isInstanceOf(Decision.Permit.class);
    assertThatThrownBy(() -> CedarDecisionPoint.load(folder, floor))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("older than version 2, which another node");
    new TestFolder(folder).write("act.cedar", FORBID_HIGH).seal(2);
    port.follow();
    assertThat(port.fault().orElseThrow()).contains("has other content at another node");
    new TestFolder(folder).write("act.cedar", FORBID_HIGH).seal(3);
    port.follow();
    assertThat(port.fault()).isEmpty();
    assertThat(shared.getLast().number()).isEqualTo(3);
  }

  private static VersionFloor.Loaded raise(
      List<VersionFloor.Loaded> shared, VersionFloor.Loaded version) {
    if (shared.isEmpty() || shared.getLast().number() < version.number()) {
      shared.add(version);
    }
    return shared.getLast();
  }

  /** Its database may come later than the node. */
  @Test
  void startsAndLoadsNothingNewWhileTheVersionsOfOtherNodesAreNotKnown() {
    TestFolder.small(folder, PERMIT_ALL);
    VersionFloor unknown =
        version -> {
          throw new IllegalStateException("no database");
        };
    CedarDecisionPoint port = CedarDecisionPoint.load(folder, unknown);
    new TestFolder(folder).write("act.cedar", FORBID_HIGH).seal(2);
    port.follow();
    assertThat(port.policyVersion()).startsWith("1-");
  }

  @Test
  void refusesDamagedVersionMemory() {
    load(PERMIT_ALL);
    new TestFolder(home).write("policy.versions", "9999999999999999999999 x\n");
    assertRefused("damaged");
  }

  private CedarDecisionPoint load(String policies) {
    return CedarDecisionPoint.load(TestFolder.small(folder, policies).path());
  }

  @Test
  void listsThePoliciesInForceAlsoAfterAReload() {
    TestFolder small =
        TestFolder.small(
            home.resolve("listed"),
            """
            @id("everybody") @reason("open") @obligation("alert") permit (principal, action, resource);
            @id("nobody") @reason("closed") forbid (principal, action, resource);
            """);
    CedarDecisionPoint decisions = CedarDecisionPoint.load(small.path());
    assertThat(decisions.inForce())
        .extracting(CedarDecisionPoint.InForce::id, CedarDecisionPoint.InForce::permits)
        .containsExactly(tuple("everybody", true), tuple("nobody", false));
    assertThat(decisions.inForce().getFirst().obligations()).containsExactly("alert");
    assertThat(decisions.inForce().getFirst().policyVersion()).isEqualTo(decisions.policyVersion());

    small
        .write(
            "discover.cedar",
            "@id(\"somebody\") @reason(\"open\") permit (principal, action, resource);")
        .seal(2);
    decisions.follow();

    assertThat(decisions.inForce())
        .extracting(CedarDecisionPoint.InForce::id)
        .containsExactly("somebody");
  }

  @Test
  void aCheckPutsNothingInForceAndRemembersNoVersion() {
    TestFolder checked =
        TestFolder.small(
            home.resolve("checked"),
            "@id(\"everybody\") @reason(\"open\") permit (principal, action, resource);");
    checked.seal(9);
    assertThat(CedarDecisionPoint.reviewed(checked.path()).inForce()).hasSize(1);
    checked.seal(8);
    assertThat(CedarDecisionPoint.load(checked.path()).policyVersion()).startsWith("8-");
    checked.write(
        "discover.cedar",
        "@id(\"everybody\") @reason(\"open\") permit (principal, action, resource) when {"
            + " principal.levle == 1 };");
    checked.seal(10);
    assertThatThrownBy(() -> CedarDecisionPoint.reviewed(checked.path()))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("discover.cedar does not fit the schema");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> CedarDecisionPoint.load(folder))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining(message);
  }

  /** A bundle is made of these texts, and a node decides by it as by the folder. */
  @Test
  void theTextsOfAFolderWithSegmentsMakeTheSamePoliciesAgain() {
    String plan =
        """
        {"segments": [{"name": "office", "members": [{"subnet": "10.1.0.0/16"}]},
          {"name": "ledger", "members": [{"subnet": "10.2.0.0/16"}]}],
         "allow": [{"from": "office", "to": "ledger", "protocol": "tcp", "ports": [443]}]}
        """;
    Path other = home.resolve("segments");
    TestFolder.copyOfDefaults(other).write("segments.json", plan).seal(1000);
    Map<String, String> files = CedarDecisionPoint.files(other);
    assertThat(files).containsEntry("segments.json", plan);
    assertThat(
            CedarDecisionPoint.of(new VersionFloor.Loaded(1000, "0".repeat(64)), files).inForce())
        .extracting(CedarDecisionPoint.InForce::id)
        .containsExactlyElementsOf(
            CedarDecisionPoint.reviewed(other).inForce().stream()
                .map(CedarDecisionPoint.InForce::id)
                .toList());
  }
}
