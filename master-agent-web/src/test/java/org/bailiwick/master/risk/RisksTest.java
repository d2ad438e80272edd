package org.bailiwick.master.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.reportedfact.FactKind;
import org.bailiwick.master.reportedfact.ReportedFact;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.principalevents.PrincipalEvent;
import org.bailiwick.node.trust.Partner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may say of whom which risk it is, for how long, and at which nodes that counts. */
class RisksTest {
  private static final String ISSUER = "https://as.partner.example";
  private static final String BUYER = "spiffe://partner.example/agent/buyer";
  private static final String READER = "spiffe://bailiwick.example/agent/reader";

  @TempDir Path folder;
  private MasterRig rig;
  private ReportedFacts facts;
  private ReportedFacts otherNodes;
  private RiskControl control;
  private PartnerRisks partners;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    facts = new ReportedFacts(rig.store(), rig.writer, rig.clock);
    otherNodes = new ReportedFacts(rig.store(), rig.writer, rig.clock);
    control = new RiskControl(rig.gate, facts, rig.clock);
    partners = new PartnerRisks(facts, rig.clock);
    facts.follow();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Optional<RiskLevel> risk(String subject) {
    return new Risks(facts).of(subject);
  }

  private String body(String subject, String level, Instant until) {
    return JsonText.of(
        Map.of("subject", subject, "level", level, "reason", "seen", "until", until.toString()));
  }

  private void report(String role, String body) {
    control.report(rig.operator(role), RiskReport.parse(body));
  }

  private String check(Runnable refused) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, refused::run);
    assertThat(refusal).isNotNull();
    return refusal.check();
  }

  @Test
  void anOfficersReportCountsAtAllNodesUntilItsEndOrUntilItIsTakenBack() {
    Instant until = rig.clock.instant().plus(Duration.ofHours(1));
    assertThat(risk(READER)).contains(RiskLevel.NONE);
    List<String> changed = new ArrayList<>();
    otherNodes.onChange(changed::add);
    assertThat(new Risks(otherNodes).of(READER)).as("nothing was read yet").isEmpty();
    report("officer", body(READER, "high", until));
    assertThat(risk(READER)).contains(RiskLevel.HIGH);
    otherNodes.follow();
    assertThat(new Risks(otherNodes).of(READER)).contains(RiskLevel.HIGH);
    assertThat(changed).containsExactly(READER);
    report("officer", body(READER, "none", until));
    assertThat(risk(READER)).contains(RiskLevel.NONE);
    otherNodes.follow();
    assertThat(new Risks(otherNodes).of(READER)).contains(RiskLevel.NONE);
    report("officer", body(READER, "low", until));
    rig.clock.move(Duration.ofHours(2));
    assertThat(risk(READER)).as("its time is over").contains(RiskLevel.NONE);
    assertThat(rig.audit())
        .extracting(AuditRow::event, AuditRow::resource)
        .contains(tuple("risk.reported", READER));
    assertThat(rig.audit()).extracting(AuditRow::event).contains("report-risk.decided");
  }

  @Test
  void onlyOfficersReport() {
    Instant until = rig.clock.instant().plusSeconds(60);
    assertThat(check(() -> report("auditor", body(READER, "high", until))))
        .isEqualTo("wrong-operator-role");
    assertThat(
            check(
                () ->
                    control.report(
                        rig.agent(rig.ca.agent("reader", "a.b@1")),
                        RiskReport.parse(body(READER, "high", until)))))
        .isEqualTo("not-an-operator");
    assertThat(risk(READER)).contains(RiskLevel.NONE);
  }

  @Test
  void whatIsNotWellFormedIsRefused() {
    Instant until = rig.clock.instant().plusSeconds(60);
    assertThat(check(() -> RiskReport.parse("{}"))).isEqualTo("member-missing");
    assertThat(check(() -> RiskReport.parse(body("buyer", "high", until))))
        .isEqualTo("risk-subject");
    assertThat(check(() -> RiskReport.parse(body("spiffe://a\u0000", "high", until))))
        .isEqualTo("risk-subject");
    assertThat(check(() -> RiskReport.parse(body(READER, "HIGH", until)))).isEqualTo("risk-level");
    Map<String, Object> members =
        new TreeMap<>(Map.of("subject", READER, "level", "low", "reason", "", "until", "soon"));
    assertThat(check(() -> RiskReport.parse(JsonText.of(members)))).isEqualTo("risk-reason");
    members.put("reason", "seen");
    assertThat(check(() -> RiskReport.parse(JsonText.of(members)))).isEqualTo("risk-until");
    members.put("level", 3);
    assertThat(check(() -> RiskReport.parse(JsonText.of(members)))).isEqualTo("member-form");
    members.put("colour", "red");
    assertThat(check(() -> RiskReport.parse(JsonText.of(members)))).isEqualTo("member-unknown");
    assertThat(check(() -> report("officer", body(READER, "low", rig.clock.instant()))))
        .isEqualTo("risk-until");
    Instant late = rig.clock.instant().plus(Duration.ofDays(91));
    assertThat(check(() -> report("officer", body(READER, "low", late)))).isEqualTo("risk-until");
  }

  private PrincipalEvent event(String subject, String level) {
    return new PrincipalEvent(
        "1",
        ISSUER,
        subject,
        rig.clock.instant(),
        "risk-level-change",
        false,
        Optional.of(new PrincipalEvent.Risk(level, "unusual calls")));
  }

  private Partner partner() {
    return rig.partners().find(new TrustDomain("partner.example")).orElseThrow();
  }

  @Test
  void aPartnersServerSpeaksForItsPrincipalsAndItsDomain() {
    partners.report(event("alice", "medium"), partner());
    assertThat(risk(ISSUER + "#alice")).contains(RiskLevel.MEDIUM);
    assertThat(risk(BUYER)).contains(RiskLevel.NONE);
    partners.report(event(BUYER, "high"), partner());
    assertThat(risk(BUYER)).contains(RiskLevel.HIGH);
    partners.report(event(BUYER, "none"), partner());
    assertThat(risk(BUYER)).contains(RiskLevel.NONE);
    partners.report(event("spiffe://partner.example", "low"), partner());
    assertThat(risk(BUYER)).as("all workloads of the domain").contains(RiskLevel.LOW);
    partners.report(event(READER, "high"), partner());
    assertThat(risk(READER)).as("of another domain").contains(RiskLevel.NONE);
    assertThat(risk(ISSUER + "#" + READER)).contains(RiskLevel.HIGH);
  }

  /** The highest counts, and a server does not take back what an officer has said. */
  @Test
  void severalReportsStandBesideOneAnother() {
    report("officer", body(BUYER, "high", rig.clock.instant().plusSeconds(3600)));
    partners.report(event(BUYER, "low"), partner());
    assertThat(risk(BUYER)).contains(RiskLevel.HIGH);
    partners.report(event(BUYER, "none"), partner());
    assertThat(risk(BUYER)).contains(RiskLevel.HIGH);
    report("officer", body(BUYER, "none", rig.clock.instant()));
    assertThat(risk(BUYER)).contains(RiskLevel.NONE);
  }

  private void insert(int number, String source, String end) {
    rig.run(
        IntStream.rangeClosed(1, number)
            .mapToObj(
                each ->
                    "('x%1$d', 'risk', 'https://a.example#%1$d', '%2$s', 'low', 'r', '{}',"
                            .formatted(each, source)
                        + " timestamp '2026-01-01 00:00:00', timestamp '%s 00:00:00', %d)"
                            .formatted(end, each))
            .collect(Collectors.joining(",", "insert into reported_fact values ", "")));
  }

  /** Threat 67: one source takes all it can. */
  @Test
  void theTableIsBoundedForEachSourceAndEventsGoOn() {
    insert(2500, ISSUER, "2026-01-01");
    partners.report(event("alice", "high"), partner());
    assertThat(risk(ISSUER + "#alice")).as("dropped").contains(RiskLevel.NONE);
    report("officer", body(READER, "high", rig.clock.instant().plusSeconds(60)));
    assertThat(risk(READER)).as("another source has its room").contains(RiskLevel.HIGH);
    facts.forget(rig.clock.instant());
    assertThat(rig.column("select count(*) from reported_fact")).containsExactly("1");
    partners.report(event("alice", "high"), partner());
    assertThat(risk(ISSUER + "#alice")).contains(RiskLevel.HIGH);
  }

  @Test
  void aNodeThatStartsReadsMoreThanAPage() {
    insert(2100, "o", "2999-01-01");
    otherNodes.follow();
    assertThat(otherNodes.of(FactKind.RISK, "https://a.example#2100"))
        .extracting(ReportedFact::stated)
        .containsExactly("low");
  }

  @Test
  void theListHasReportsAndSaysWhichAreOver() {
    report("officer", body(READER, "high", rig.clock.instant().plusSeconds(60)));
    partners.report(event(BUYER, "none"), partner());
    RiskList list = new RiskList(rig.store(), rig.clock);
    List<ListSource.Entry> entries =
        list.entries(ListQuery.read(list, Map.of()), Optional.empty(), 10);
    assertThat(entries)
        .extracting(entry -> entry.members().get("subject"), entry -> entry.members().get("state"))
        .containsExactlyInAnyOrder(tuple(READER, "live"), tuple(BUYER, "over"));
  }
}
