package org.bailiwick.master.enforcementfeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.master.inventory.TestInventory.known;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.facts.TestKnowledge;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.reportedfact.FactKind;
import org.bailiwick.master.reportedfact.ReportedFact;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.risk.Risks;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.policy.segment.SegmentPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What enforcement points are told of an agent, and when again. */
class AgentEventsTest {
  @TempDir Path folder;
  private final FeedPicture picture = new FeedPicture();
  private final AtomicReference<Optional<SegmentPlan>> plan =
      new AtomicReference<>(Optional.empty());
  private MasterRig rig;
  private ReportedFacts facts;
  private AgentEvents events;
  private TestLeaf payer;
  private KnownAgent listed;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    facts = new ReportedFacts(rig.store(), rig.writer, rig.clock);
    events = new AgentEvents(picture, TestKnowledge.of(rig, new Risks(facts), plan::get));
    facts.onChange(events::reported);
    payer = rig.ca.agent("payer", "invoice.pay@1");
    listed =
        TestKnowledge.attested(
            known(payer, "invoice.pay@1", "listed"), rig.clock.instant().minusSeconds(60));
    rig.inventory.tell(events);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private JsonObject told() {
    return StrictJson.object(picture.data("agent " + payer.id()).orElseThrow());
  }

  private void report(String subject, String level) {
    facts.report(
        new ReportedFact(
            FactKind.RISK,
            subject,
            "somebody",
            level,
            "",
            "{}",
            rig.clock.instant(),
            rig.clock.instant().plusSeconds(60)));
  }

  private static SegmentPlan plan() {
    return TestKnowledge.plan(
        "finance",
            "{\"tags\": {\"owner\": \"Finance Department\", \"attestation\": \"affirming\"}}",
        "payers", "{\"tags\": {\"capability\": \"invoice.pay@1\"}}",
        "others", "{\"workload\": \"spiffe://bailiwick.example/agent/other\"}",
        "quarantine", "{\"tags\": {\"risk\": \"high\"}}");
  }

  @Test
  void anEventHasAttestationRiskAndSegments() {
    TestInventory.list(rig.inventory, List.of(listed));
    assertThat(told().getJsonObject("attestation"))
        .hasToString(
            ("{\"status\":\"affirming\",\"appraised_at\":\"%s\","
                    + "\"roots_of_trust\":[{\"kind\":\"tpm\",\"anchor\":\"sha256:00\"}],"
                    + "\"vector\":{\"file-system\":2}}")
                .formatted(listed.attestation().orElseThrow().appraisedAt()));
    assertThat(told())
        .as("reports were not read, no segments")
        .doesNotContainKeys("risk", "segments");
    facts.follow();
    events.follow();
    assertThat(told().getString("risk")).isEqualTo("none");
    plan.set(Optional.of(plan()));
    events.follow();
    assertThat(told().getJsonArray("segments")).hasToString("[\"finance\",\"payers\"]");
    assertThat(told().getString("owner")).isEqualTo("Finance Department");
    long before = picture.whole().number();
    events.follow();
    events.followReports();
    assertThat(picture.whole().number()).as("nothing has changed").isEqualTo(before);
    plan.set(Optional.empty());
    events.follow();
    assertThat(told()).doesNotContainKey("segments");
  }

  @Test
  void aReportIsToldAtOnceAndItsEndToo() {
    facts.follow();
    plan.set(Optional.of(plan()));
    TestInventory.list(rig.inventory, List.of(listed));
    events.follow();
    report(payer.id().toString(), "high");
    assertThat(told().getString("risk")).isEqualTo("high");
    assertThat(told().getJsonArray("segments").toString()).contains("quarantine");
    rig.clock.move(Duration.ofSeconds(61));
    events.followReports();
    assertThat(told().getString("risk")).isEqualTo("none");
    assertThat(told().getJsonArray("segments").toString()).doesNotContain("quarantine");
  }

  @Test
  void aRiskOfTheWholeDomainIsThatOfEachAgent() {
    facts.follow();
    TestInventory.list(rig.inventory, List.of(listed));
    events.follow();
    report("spiffe://" + rig.ca.domain().name(), "medium");
    events.follow();
    assertThat(told().getString("risk")).isEqualTo("medium");
  }

  /** A report about somebody who is not listed must not bring it into the picture. */
  @Test
  void aReportAboutAnUnlistedAgentChangesNothing() {
    facts.follow();
    report(payer.id().toString(), "high");
    events.followReports();
    assertThat(picture.data("agent " + payer.id())).isEmpty();
    TestInventory.list(rig.inventory, List.of(listed));
    assertThat(told().getString("risk")).isEqualTo("high");
    rig.clock.move(Duration.ofSeconds(61));
    events.followReports();
    assertThat(told().getString("risk")).as("its time is over").isEqualTo("none");
    TestInventory.list(rig.inventory, List.of(known(payer, "invoice.pay@1", "withdrawn")));
    assertThat(picture.data("agent " + payer.id())).isEmpty();
  }
}
