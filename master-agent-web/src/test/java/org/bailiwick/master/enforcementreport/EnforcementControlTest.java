package org.bailiwick.master.enforcementreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.enforcement.EnforcementPoints;
import org.bailiwick.master.enforcementfeed.EnforcementFeed;
import org.bailiwick.master.enforcementfeed.FeedTarget;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What enforcement points say, and how it is shown: threats 61 and 67. */
class EnforcementControlTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final String DENIAL =
      "{\"at\": \"2026-11-30T05:00:00Z\", \"application\": \"shop\", \"subject\": \"nobody\","
          + " \"action\": \"read\", \"resource\": \"/orders\", \"reason\": \"no-certificate\","
          + " \"count\": 3}";
  private static final String FLOW =
      "{\"at\": \"2026-11-30T05:00:00Z\", \"from\": \"a\", \"to\": \"b\", \"protocol\": \"tcp\","
          + " \"port\": 443, \"packets\": 5, \"bytes\": 700}";

  @TempDir Path folder;
  private MasterRig rig;
  private Path files;
  private VerifiedPeer nginx;
  private EnforcementPoints points;
  private EnforcementControl control;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

  @BeforeEach
  void start() throws IOException {
    rig = new MasterRig(folder);
    files = Files.createDirectories(folder.resolve("enforcement-points"));
    nginx = rig.workload(rig.ca.leafWithUri("spiffe://bailiwick.example/service/nginx-1"));
    points = new EnforcementPoints(Optional.of(files), rig.ca.domain(), rig.clock);
    control =
        new EnforcementControl(
            points,
            new EnforcementFeed(),
            rig.gate,
            rig.writer,
            "domain",
            rig.clock,
            new ReportRates(nanos::get));
    describe("nginx-1", true);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void describe(String name, boolean flows) throws IOException {
    Files.writeString(
        files.resolve(name + ".json"),
        "{\"credential\": \"spiffe://bailiwick.example/service/%s\", \"applications\": [\"shop\"], \"flows\": %s}"
            .formatted(name, flows));
    rig.clock.move(Duration.ofSeconds(3));
  }

  private static Acknowledgement said(String text) {
    return Acknowledgement.parse(text);
  }

  private Map<String, Object> shown(String name) {
    EnforcementPointList list = new EnforcementPointList(points, rig.store(), rig.clock);
    return list.entries(ListQuery.read(list, new TreeMap<>()), Optional.empty(), 10).stream()
        .filter(entry -> entry.position().equals(name))
        .findFirst()
        .orElseThrow()
        .members();
  }

  private List<AuditRow> rows(String event) {
    return rig.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  @Test
  void whatItHasTakenOverIsShown() {
    assertThat(shown("nginx-1")).containsEntry("state", "never-seen");
    control.acknowledge(
        nginx,
        said(
            "{\"event\": \"%s/7\", \"policy\": {\"number\": 28, \"digest\": \"%s\"}}"
                .formatted("0".repeat(8) + "-0000-0000-0000-" + "0".repeat(12), DIGEST)));
    assertThat(shown("nginx-1"))
        .containsEntry("state", "following")
        .containsEntry("node", "domain")
        .containsEntry("bundle", Map.of("number", 28L, "digest", DIGEST))
        .doesNotContainKey("refused");
    rig.clock.move(Duration.ofSeconds(31));
    assertThat(shown("nginx-1")).containsEntry("state", "silent");
  }

  @Test
  void aBundleThatItRefusesIsShownAndAudited() {
    control.acknowledge(nginx, said("{\"refused\": \"bundle-signatures\"}"));
    assertThat(shown("nginx-1"))
        .containsEntry("refused", "bundle-signatures")
        .doesNotContainKey("bundle");
    assertThat(rows("enforcement.policy-refused")).hasSize(1);
    control.acknowledge(nginx, said("{}"));
    assertThat(shown("nginx-1")).doesNotContainKey("refused");
  }

  @Test
  void denialsAndFlowsAreCountedAndAudited() {
    String body = "{\"denials\": [" + DENIAL + "], \"flows\": [" + FLOW + "], \"dropped\": 4}";
    control.report(nginx, EnforcementReport.parse(body));
    control.report(nginx, EnforcementReport.parse(body));
    assertThat(shown("nginx-1"))
        .containsEntry("denials", 6L)
        .containsEntry("flows", 2L)
        .containsEntry("dropped", 8L);
    assertThat(rows("enforcement.denied"))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.check()).isEqualTo("no-certificate"));
    assertThat(rows("enforcement.flow")).hasSize(2);
  }

  /** Threat 67: nothing that it says makes a count wrong. */
  @Test
  void countsEndAtTheGreatestNumber() {
    String body = "{\"denials\": [%s], \"dropped\": %d}".formatted(DENIAL, Long.MAX_VALUE);
    control.report(nginx, EnforcementReport.parse(body));
    control.report(nginx, EnforcementReport.parse(body));
    assertThat(shown("nginx-1"))
        .containsEntry("denials", 6L)
        .containsEntry("dropped", Long.MAX_VALUE);
  }

  /** Threat 67: one that says all it can gets its bound, and the others are taken as before. */
  @Test
  void whoSaysTooMuchIsRefusedUntilThereIsRoom() throws IOException {
    describe("nginx-2", true);
    VerifiedPeer second =
        rig.workload(rig.ca.leafWithUri("spiffe://bailiwick.example/service/nginx-2"));
    String many = String.join(",", Collections.nCopies(100, DENIAL));
    EnforcementReport report = EnforcementReport.parse("{\"denials\": [" + many + "]}");
    for (int taken = 0; taken < 18; taken++) {
      control.report(nginx, report);
    }
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> control.report(nginx, report));
    assertThat(refused.check()).isEqualTo("enforcement-reports");
    assertThat(refused.retryAfter()).contains(Duration.ofMillis(1545));
    assertThat(rows("enforcement.denied")).hasSize(1800);
    control.report(second, report);
    nanos.addAndGet(Duration.ofMillis(600).toNanos());
    control.report(nginx, report);
  }

  /** Threat 67: rows of refused bundles fill no log. */
  @Test
  void refusedAcknowledgementsAreBoundedToo() {
    Acknowledgement refused = said("{\"refused\": \"bundle-signatures\"}");
    for (int taken = 0; taken < 166; taken++) {
      control.acknowledge(nginx, refused);
    }
    assertThat(refusal(() -> control.acknowledge(nginx, refused))).isEqualTo("enforcement-reports");
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    control.acknowledge(nginx, refused);
  }

  @Test
  void flowsAreTakenOnlyFromWhoIsToReportThem() throws IOException {
    describe("nginx-1", false);
    EnforcementReport report = EnforcementReport.parse("{\"flows\": [" + FLOW + "]}");
    assertThat(refusal(() -> control.report(nginx, report))).isEqualTo("flows-not-expected");
    assertThat(shown("nginx-1")).containsEntry("state", "never-seen");
  }

  @Test
  void aServiceThatNoFileDescribesIsRefusedAndSoIsADevice() {
    VerifiedPeer other =
        rig.workload(rig.ca.leafWithUri("spiffe://bailiwick.example/service/other"));
    assertThat(refusal(() -> control.acknowledge(other, said("{}"))))
        .isEqualTo("enforcement-point-not-listed");
    assertThat(rig.lastDenial()).isEqualTo("enforcement-point-not-listed");
    EnforcementReport report = EnforcementReport.parse("{}");
    assertThat(refusal(() -> control.report(other, report)))
        .isEqualTo("enforcement-point-not-listed");
    FeedTarget nobody =
        new FeedTarget() {
          @Override
          public boolean send(Optional<String> id, String name, String data) {
            throw new AssertionError("nothing is sent");
          }

          @Override
          public void close() {}
        };
    assertThat(refusal(() -> control.follow(other, () -> other, Optional.empty(), nobody)))
        .isEqualTo("enforcement-point-not-listed");
  }

  private static String refusal(Runnable request) {
    return catchThrowableOfType(ProblemException.class, request::run).check();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"other\": 1}",
        "{\"event\": \"7\"}",
        "{\"event\": 7}",
        "{\"policy\": 7}",
        "{\"policy\": {\"number\": -1, \"digest\": \"\"}}",
        "{\"policy\": {\"number\": 1.5, \"digest\": \"\"}}",
        "{\"policy\": {\"number\": 1}}",
        "{\"policy\": {\"number\": 99999999999999999999, \"digest\": \"\"}}",
        "{\"refused\": \"\"}",
        "{\"refused\": \"two\\nlines\"}",
      })
  void aMalformedAcknowledgementIsRefused(String body) {
    assertThat(catchThrowableOfType(ProblemException.class, () -> said(body)).type().status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"denial\": []}",
        "{\"denials\": {}}",
        "{\"denials\": [1]}",
        "{\"denials\": [{}]}",
        "{\"denials\": [{\"at\": 1}]}",
        "{\"flows\": [{\"from\": \"a\"}]}",
        "{\"dropped\": -1}",
        "{\"dropped\": \"1\"}",
      })
  void aMalformedReportIsRefused(String body) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> EnforcementReport.parse(body));
    assertThat(refusal.check()).isEqualTo("enforcement-member");
  }

  @Test
  void aReportIsBounded() {
    String many = DENIAL + ("," + DENIAL).repeat(EnforcementReport.MOST);
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> EnforcementReport.parse("{\"denials\": [" + many + "]}"));
    assertThat(refusal.check()).isEqualTo("enforcement-member");
  }
}
