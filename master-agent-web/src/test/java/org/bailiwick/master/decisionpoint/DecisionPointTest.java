package org.bailiwick.master.decisionpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.accessrequest.TestAccessRequests;
import org.bailiwick.master.enforcement.EnforcementPoints;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.VersionFloor;
import org.bailiwick.policy.application.KnownEntities;
import org.bailiwick.policy.application.LoadedApplications;
import org.bailiwick.policy.authzen.Search;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask what, what is logged, and what no asker can say for the domain. */
class DecisionPointTest {
  private static final String AGENT = "spiffe://bailiwick.example/agent/invoice-1";
  private static final String BASE =
      """
      namespace Bailiwick {
        entity Agent = { trust_domain: String, owner?: String, status?: String };
      }
      """;
  private static final String SCHEMA =
      """
      namespace Shop {
        entity User;
        entity Order;
        action read appliesTo { principal: [User, Bailiwick::Agent], resource: [Order] };
      }
      """;
  private static final String POLICIES =
      """
      @id("users-read") @reason("user-may-read")
      permit (principal is Shop::User, action == Shop::Action::"read", resource is Shop::Order);
      @id("ledger-agents-read") @reason("ledger-may-read")
      permit (principal is Bailiwick::Agent, action == Shop::Action::"read", resource is Shop::Order)
      when { principal has owner && principal.owner == "General Ledger" };
      """;
  private static final String ENTITIES =
      """
      [{"uid": {"type": "Shop::User", "id": "ada"}, "attrs": {}, "parents": []},
       {"uid": {"type": "Shop::User", "id": "bob"}, "attrs": {}, "parents": []},
       {"uid": {"type": "Shop::Order", "id": "1"}, "attrs": {}, "parents": []}]
      """;
  private static final String QUESTION =
      """
      {"subject": {"type": "User", "id": "ada"}, "action": {"name": "read"},
       "resource": {"type": "Order", "id": "1"}}
      """;

  @TempDir Path folder;
  private final List<DecisionMeters.Measured> measured = new ArrayList<>();
  private MasterRig rig;
  private Path files;
  private VerifiedPeer nginx;
  private KnownEntities known = KnownEntities.none();

  @BeforeEach
  void start() throws IOException {
    rig = new MasterRig(folder);
    files = Files.createDirectories(folder.resolve("enforcement-points"));
    nginx = peer("nginx-1");
    describe("nginx-1", "[\"shop\"]");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private VerifiedPeer peer(String name) {
    return rig.workload(rig.ca.leafWithUri("spiffe://bailiwick.example/service/" + name));
  }

  private void describe(String name, String applications) throws IOException {
    Files.writeString(
        files.resolve(name + ".json"),
        "{\"credential\": \"spiffe://bailiwick.example/service/%s\", \"applications\": %s}"
            .formatted(name, applications));
    rig.clock.move(Duration.ofSeconds(3));
  }

  private DecisionPoint point() {
    LoadedApplications decisions =
        new LoadedApplications(
            CedarDecisionPoint.of(
                new VersionFloor.Loaded(1, "ab".repeat(32)),
                Map.of(
                    "schema.cedarschema", BASE,
                    "app-shop.cedarschema", SCHEMA,
                    "app-shop.cedar", POLICIES,
                    "app-shop.entities.json", ENTITIES)));
    return new DecisionPoint(
        new Admission(
            new EnforcementPoints(Optional.of(files), rig.ca.domain(), rig.clock), rig.gate),
        TestAccessRequests.of(rig).denials(decisions, known),
        decisions,
        known,
        new DecisionLog(rig.writer::record),
        new DecisionMeters((decided, time) -> measured.add(decided)),
        new PageTokens(() -> new byte[32]),
        rig.clock);
  }

  private static Admission.Asker asker(VerifiedPeer peer) {
    return new Admission.Asker(peer, Optional.empty());
  }

  private List<AuditRow> rows(String event) {
    return rig.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  @Test
  void anAnswerIsLoggedWithQuestionReasonAndPolicies() {
    String answer = point().evaluation(asker(nginx), utf8(QUESTION));
    assertThat(answer).startsWith("{\"decision\":true").contains("user-may-read");
    assertThat(rows(DecisionLog.EVENT))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details())
                    .contains("User ada", "Order 1", "users-read", "user-may-read", "1-abab"));
    assertThat(rows("ask-decision.decided")).isEmpty();
    assertThat(measured).containsExactly(new DecisionMeters.Measured("shop", "read", "permit"));
  }

  @Test
  void aBatchIsOneRow() {
    String answer =
        point()
            .evaluations(
                asker(nginx),
                utf8(
                    QUESTION.replaceFirst("\\}\\s*$", "")
                        + ", \"evaluations\": [{}, {\"action\": {\"name\": \"burn\"}}, 7]}"));
    assertThat(answer).contains("\"decision\":true", "unknown-action", "is not an object");
    assertThat(rows(DecisionLog.EVENT))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains("\"count\":\"3\""));
    assertThat(measured)
        .containsExactly(
            new DecisionMeters.Measured("shop", "read", "permit"),
            new DecisionMeters.Measured("shop", "unknown", "deny"));
  }

  @Test
  void onlyADescribedEnforcementPointOfTheApplicationIsAnswered() throws IOException {
    VerifiedPeer stranger = peer("stranger");
    assertThat(refused(asker(stranger), QUESTION).check()).isEqualTo("application-not-served");
    Admission.Asker wide = new Admission.Asker(nginx, Optional.of("payroll"));
    assertThat(refused(wide, QUESTION).check()).isEqualTo("application-not-served");
    assertThat(rows("ask-decision.decided")).hasSize(2);
    assertThat(rows(DecisionLog.EVENT)).isEmpty();
    describe("nginx-1", "[\"shop\", \"payroll\"]");
    assertThat(refused(asker(nginx), QUESTION).check()).isEqualTo("application-not-named");
    assertThat(point().evaluation(new Admission.Asker(nginx, Optional.of("shop")), utf8(QUESTION)))
        .startsWith("{\"decision\":true");
    assertThat(
            point().evaluation(new Admission.Asker(nginx, Optional.of("payroll")), utf8(QUESTION)))
        .startsWith("{\"decision\":false")
        .contains("unknown-application");
  }

  /** Threat 61: what the domain knows of its agents is never taken from the asker. */
  @Test
  void theAskersWordAboutAnAgentDoesNotCount() {
    String claimed =
        QUESTION.replace(
            "{\"type\": \"User\", \"id\": \"ada\"}",
            "{\"type\": \"Agent\", \"id\": \"%s\", \"properties\": {\"trust_domain\": \"bailiwick.example\", \"owner\": \"General Ledger\"}}"
                .formatted(AGENT));
    assertThat(point().evaluation(asker(nginx), utf8(claimed)))
        .startsWith("{\"decision\":false")
        .contains("entity-not-known");
    known = agent("Treasury");
    assertThat(point().evaluation(asker(nginx), utf8(claimed)))
        .startsWith("{\"decision\":false")
        .contains("no-policy-permits");
    known = agent("General Ledger");
    assertThat(point().evaluation(asker(nginx), utf8(claimed))).startsWith("{\"decision\":true");
  }

  private static KnownEntities agent(String owner) {
    return (type, id) ->
        type.equals("Agent") && id.equals(AGENT)
            ? Optional.of(
                new Entity(
                    "Agent", id, Map.of("trust_domain", "bailiwick.example", "owner", owner)))
            : Optional.empty();
  }

  /** Threat 64: a page belongs to its search and its asker. */
  @Test
  void pagesOfASearchBelongToIt() throws IOException {
    String search =
        """
        {"subject": {"type": "User"}, "action": {"name": "read"},
         "resource": {"type": "Order", "id": "1"}, "page": {"limit": 1}}
        """;
    String first = point().search(asker(nginx), Search.Kind.SUBJECT, utf8(search));
    assertThat(first).contains("\"id\":\"ada\"").doesNotContain("bob");
    String token = first.replaceAll("(?s).*\"next_token\":\"([^\"]*)\".*", "$1");
    assertThat(token).isNotEmpty();
    String next = search.replace("\"limit\": 1", "\"limit\": 1, \"token\": \"" + token + "\"");
    assertThat(point().search(asker(nginx), Search.Kind.SUBJECT, utf8(next)))
        .contains("\"id\":\"bob\"", "\"next_token\":\"\"");
    describe("nginx-2", "[\"shop\"]");
    for (String other :
        List.of(
            next.replace("\"limit\": 1", "\"limit\": 2"),
            next.replace("\"name\": \"read\"", "\"name\": \"write\""),
            next.replace(token, token.substring(1)))) {
      ProblemException e =
          catchThrowableOfType(
              ProblemException.class,
              () -> point().search(asker(nginx), Search.Kind.SUBJECT, utf8(other)));
      assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    }
    ProblemException stolen =
        catchThrowableOfType(
            ProblemException.class,
            () -> point().search(asker(peer("nginx-2")), Search.Kind.SUBJECT, utf8(next)));
    assertThat(stolen.check()).isEqualTo("page-token-mac");
  }

  @Test
  void aMessageOfTheWrongFormIsRefusedAndNotDecided() {
    assertThat(refused(asker(nginx), "[]").check()).isEqualTo("authzen-form");
    assertThat(refused(asker(nginx), "[]").type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(rows(DecisionLog.EVENT)).isEmpty();
  }

  @Test
  void aLongQuestionIsLoggedByItsDigest() {
    String question =
        QUESTION.replaceFirst(
            "\\}\\s*$", ", \"context\": {\"note\": \"" + "x".repeat(5000) + "\"}}");
    assertThat(point().evaluation(asker(nginx), utf8(question))).startsWith("{\"decision\":true");
    assertThat(rows(DecisionLog.EVENT))
        .singleElement()
        .satisfies(
            row -> assertThat(row.details()).contains("asked_sha256").doesNotContain("xxxx"));
  }

  private ProblemException refused(Admission.Asker asker, String body) {
    return catchThrowableOfType(
        ProblemException.class, () -> point().evaluation(asker, utf8(body)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
