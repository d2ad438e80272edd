package org.bailiwick.master.accessrequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.approver.Approver;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.VersionFloor;
import org.bailiwick.policy.application.KnownEntities;
import org.bailiwick.policy.application.LoadedApplications;
import org.bailiwick.policy.authzen.AnswerWriter;
import org.bailiwick.policy.authzen.QuestionReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Denials that are requested, decided by people, and asked about again (threat 57). */
class AccessRequestsTest {
  private static final String ASKER = "spiffe://bailiwick.example/service/records-1";
  private static final String OTHER = "spiffe://bailiwick.example/service/records-2";
  private static final String SCHEMA =
      """
      namespace Records {
        entity user;
        entity record = { status?: String };
        action write appliesTo { principal: [user], resource: [record], context: { approval?: Bool, amount?: Long } };
        action burn appliesTo { principal: [user], resource: [record] };
      }
      """;
  private static final String POLICIES =
      """
      @id("users-write") @reason("user-may-write")
      permit (principal is Records::user, action, resource is Records::record);
      @id("archived") @reason("record-is-archived") @remedy("ask-approval")
      forbid (principal, action == Records::Action::"write", resource is Records::record)
      when { resource has status && resource.status == "archived" }
      unless { context has approval && context.approval };
      @id("locked") @reason("record-is-locked")
      forbid (principal, action == Records::Action::"write", resource is Records::record)
      when { resource has status && resource.status == "locked" };
      """;

  @TempDir Path folder;
  private MasterRig rig;
  private TestAccessRequests parts;
  private LoadedApplications decisions;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    parts = TestAccessRequests.of(rig);
    decisions = policies(POLICIES);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static LoadedApplications policies(String text) {
    return new LoadedApplications(
        CedarDecisionPoint.of(
            new VersionFloor.Loaded(1, "ab".repeat(32)),
            Map.of(
                "schema.cedarschema",
                "namespace Bailiwick { entity Agent; }",
                "app-records.cedarschema",
                SCHEMA,
                "app-records.cedar",
                text)));
  }

  private static String question(String subject, String context) {
    return """
    {"subject": {"type": "user", "id": "%s"}, "action": {"name": "write"},
     "resource": {"type": "record", "id": "r-2", "properties": {"status": "archived"}},
     "context": %s}
    """
        .formatted(subject, context);
  }

  private JsonObject asked(String asker, String question) {
    try {
      return StrictJson.object(
          AnswerWriter.evaluation(
              parts
                  .denials(decisions, KnownEntities.none())
                  .evaluator(asker, "records")
                  .answer(QuestionReader.evaluation(utf8(question)))));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The body of a request about this denial of this question. */
  private static String body(String question, JsonObject denied) {
    JsonObject context = denied.getJsonObject("context");
    JsonObject offer = context.getJsonObject("access_request");
    return question.strip().replaceFirst("\\}$", "")
        + ", \"denial\": {\"evaluation_id\": \"%s\", \"expires_at\": \"%s\", \"binding_token\": \"%s\"}}"
            .formatted(
                context.getString("evaluation_id"),
                offer.getString("expires_at"),
                offer.getString("binding_token"));
  }

  private AccessTasks.Answer submit(String asker, Optional<String> key, String body) {
    return tasks().submit(asker(asker), key, utf8(body));
  }

  private AccessTasks tasks() {
    return parts.tasks(decisions, KnownEntities.none());
  }

  private static AccessTasks.Asker asker(String id) {
    return new AccessTasks.Asker(id, "records", "https://pdp.example/access/v1/requests");
  }

  private String requested(String question) {
    return id(submit(ASKER, Optional.empty(), body(question, asked(ASKER, question))));
  }

  private static String id(AccessTasks.Answer task) {
    return StrictJson.object(task.body()).getJsonObject("task").getString("id");
  }

  private String status(String id) {
    return StrictJson.object(tasks().read(asker(ASKER), id).body())
        .getJsonObject("task")
        .getString("status");
  }

  private Approver officer(String name) {
    return new Approver.Officer(
        TestPeers.of(VerifiedPeer.Kind.OPERATOR, rig.ca.operator("officer", name).certificate()));
  }

  private String decide(Approver approver, String id, String choice) {
    return parts
        .control()
        .decide(
            approver,
            id,
            "{\"decision\":\"%s\",\"input_sha256\":\"%s\"}"
                .formatted(
                    choice, parts.requests().find(id).orElseThrow().request().questionSha256()));
  }

  /** The same question with an approval of this id. */
  private static String with(String question, String id) {
    return question.replace(
        "\"context\": {", "\"context\": {\"approval\": {\"id\": \"" + id + "\"},");
  }

  private List<AuditRow> rows(String event) {
    return rig.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  private static final String ASKED = question("alice", "{\"time\": \"now\"}");

  @Test
  void aDenialIsRequestedApprovedAndDecidedAgain() {
    JsonObject denied = asked(ASKER, ASKED);
    assertThat(denied.getBoolean("decision")).isFalse();
    assertThat(denied.getJsonObject("context").getString("reason")).isEqualTo("record-is-archived");
    AccessTasks.Answer task = submit(ASKER, Optional.of("k"), body(ASKED, denied));
    String id = id(task);
    assertThat(task.isOver()).isFalse();
    assertThat(task.location()).isEqualTo("https://pdp.example/access/v1/requests/" + id);
    assertThat(asked(ASKER, with(ASKED, id)).getBoolean("decision")).as("pending").isFalse();
    String shown = parts.control().read(officer("officer-1"), id);
    assertThat(shown)
        .contains("\"parameters\":{\"action\":{\"name\":\"write\"}", "\"state\":\"waiting\"");
    assertThat(decide(officer("officer-1"), id, "approve")).contains("\"state\":\"approved\"");
    assertThat(status(id)).isEqualTo("approved");
    JsonObject permitted = asked(ASKER, with(ASKED.replace("now", "later"), id));
    assertThat(permitted.getBoolean("decision")).isTrue();
    assertThat(permitted.getJsonObject("context").getJsonObject("approval").getString("id"))
        .isEqualTo(id);
    assertThat(asked(ASKER, ASKED).getBoolean("decision")).as("without approval").isFalse();
    assertThat(rows(AccessRequests.REQUESTED)).hasSize(1);
    assertThat(rows("approval.decided")).hasSize(1);
  }

  /** Threat 57: parameters changed after the approval; the asker's own word; another's approval. */
  @Test
  void anApprovalCountsForItsQuestionAndAskerAlone() {
    String id = requested(ASKED);
    decide(officer("officer-1"), id, "approve");
    assertThat(reason(ASKER, with(question("bob", "{\"time\": \"now\"}"), id)))
        .isEqualTo("out_of_scope");
    assertThat(reason(ASKER, with(question("alice", "{\"amount\": 7}"), id)))
        .isEqualTo("out_of_scope");
    assertThat(reason(OTHER, with(ASKED, id))).isEqualTo("approval_unverifiable");
    assertThat(reason(ASKER, with(ASKED, "0"))).isEqualTo("approval_unverifiable");
    for (String claim : List.of("true", "{\"id\": 7}", "[]", "null")) {
      assertThat(
              asked(ASKER, question("alice", "{\"approval\": " + claim + "}"))
                  .getBoolean("decision"))
          .isFalse();
    }
    rig.run("update access_request set approver = approver, question_sha256 = repeat('0', 64)");
    assertThat(reason(ASKER, with(ASKED, id)))
        .as("a changed row")
        .isEqualTo("approval_unverifiable");
  }

  private String reason(String asker, String question) {
    JsonObject answer = asked(asker, question);
    assertThat(answer.getBoolean("decision")).isFalse();
    return answer.getJsonObject("context").getString("reason");
  }

  /** Threat 57: approval replayed, after its time or after it was taken back. */
  @Test
  void anApprovalEnds() {
    String id = requested(ASKED);
    decide(officer("officer-1"), id, "approve");
    rig.clock.move(Duration.ofMinutes(59));
    assertThat(asked(ASKER, with(ASKED, id)).getBoolean("decision")).isTrue();
    assertThat(decide(officer("officer-2"), id, "deny")).contains("\"state\":\"revoked\"");
    assertThat(reason(ASKER, with(ASKED, id))).isEqualTo("approval_expired");
    assertThat(status(id)).isEqualTo("cancelled");
    String next = requested(ASKED);
    decide(officer("officer-1"), next, "approve");
    rig.clock.move(RequestedAccess.USUAL_APPROVAL);
    JsonObject late = asked(ASKER, with(ASKED, next));
    assertThat(late.getJsonObject("context").getString("next_action")).isEqualTo("request");
    assertThat(late.getJsonObject("context")).containsKey("access_request");
    rig.clock.move(AccessRequests.KEPT);
    parts.requests().forget(rig.clock.instant());
    assertThat(parts.requests().find(next)).isEmpty();
  }

  /** Threat 57: approver = requester. */
  @Test
  void nobodyDecidesAboutAnOwnRequestOrTwice() {
    String own = requested(question("Officer-1", "{}"));
    assertThat(check(() -> decide(officer("officer-1"), own, "approve"))).isEqualTo("own-request");
    String acted =
        requested(
            question("alice", "{}")
                .replace(
                    "\"id\": \"alice\"",
                    "\"id\": \"alice\", \"properties\": {\"act\": {\"sub\": \"officer-1\"}}"));
    assertThat(check(() -> decide(officer("officer-1"), acted, "approve")))
        .isEqualTo("own-request");
    assertThat(decide(officer("officer-2"), own, "deny")).contains("\"state\":\"denied\"");
    assertThat(check(() -> decide(officer("officer-1"), own, "approve"))).isEqualTo("own-request");
    assertThat(check(() -> decide(officer("officer-3"), own, "approve")))
        .isEqualTo(AccessRequests.STATE);
    assertThat(status(own)).isEqualTo("denied");
  }

  @Test
  void onlyADenialThatAnApprovalEndsIsOffered() {
    String locked = ASKED.replace("archived", "locked");
    assertThat(asked(ASKER, locked).getJsonObject("context")).doesNotContainKey("access_request");
    assertThat(asked(ASKER, ASKED.replace("\"write\"", "\"burn\"")).getBoolean("decision"))
        .isTrue();
    String offered = body(ASKED, asked(ASKER, ASKED));
    decisions = policies(POLICIES.replace("@remedy(\"ask-approval\")", ""));
    assertThat(fault(() -> submit(ASKER, Optional.empty(), offered))).endsWith("not_requestable");
  }

  @Test
  void aRequestIsBoundToItsDenial() {
    JsonObject denied = asked(ASKER, ASKED);
    String good = body(ASKED, denied);
    for (String bad :
        List.of(
            good.replace("\"alice\"", "\"bob\""),
            good.replace("\"time\"", "\"amount\"").replace("\"now\"", "5"),
            good.replaceFirst("\"evaluation_id\": \"[^\"]*", "\"evaluation_id\": \"x"),
            good.replaceFirst("\"expires_at\": \"20", "\"expires_at\": \"21"),
            good.replaceFirst("\"binding_token\": \"e", "\"binding_token\": \"f"),
            good.replaceFirst("\"binding_token\": \"[^\"]*\"", "\"other\": 1"),
            ASKED)) {
      assertThat(fault(() -> submit(ASKER, Optional.empty(), bad)))
          .as(bad)
          .endsWith("invalid_denial_binding");
    }
    assertThat(fault(() -> submit(OTHER, Optional.empty(), good)))
        .endsWith("invalid_denial_binding");
    assertThat(fault(() -> tasks().read(asker(ASKER), "x"))).endsWith("unknown_task");
    rig.clock.move(BindingTokens.LIFETIME);
    assertThat(fault(() -> submit(ASKER, Optional.empty(), good))).endsWith("expired_denial");
    assertThat(rows(AccessRequests.REQUESTED)).allMatch(row -> row.check().startsWith("access-"));
  }

  @Test
  void aRequestThatIsSentAgainIsTheSame() {
    String good = body(ASKED, asked(ASKER, ASKED));
    String id = id(submit(ASKER, Optional.of("k"), good));
    assertThat(id(submit(ASKER, Optional.of("k"), good))).isEqualTo(id);
    assertThat(id(submit(ASKER, Optional.of("other"), body(ASKED, asked(ASKER, ASKED)))))
        .as("the same question waits already")
        .isEqualTo(id);
    String changed = body(ASKED, asked(ASKER, ASKED));
    assertThat(fault(() -> submit(ASKER, Optional.of("k"), changed))).endsWith("duplicate_request");
    assertThat(tasks().cancel(asker(ASKER), id).body()).contains("\"cancelled\"");
    assertThat(fault(() -> tasks().cancel(asker(ASKER), id))).endsWith("invalid_task_state");
    assertThat(fault(() -> submit(ASKER, Optional.empty(), good)))
        .as("replayed")
        .endsWith("invalid_denial_binding");
    assertThat(check(() -> decide(officer("officer-1"), id, "approve")))
        .isEqualTo(AccessRequests.STATE);
  }

  @Test
  void requestsAreListedAndBounded() {
    for (int i = 0; i < AccessRequests.MOST_WAITING; i++) {
      String unused = requested(question("user-" + i, "{}"));
    }
    assertThat(check(() -> requested(ASKED))).isEqualTo("access-requests-too-many");
    ListQuery query = ListQuery.read(parts.control().all(), Map.of());
    assertThat(parts.control().all().entries(query, Optional.empty(), 30)).hasSize(30);
    rig.clock.move(AccessRequests.VALIDITY);
    assertThat(status(requested(ASKED))).isEqualTo("pending");
  }

  private static String check(Runnable refused) {
    return catchThrowableOfType(ProblemException.class, refused::run).check();
  }

  private static String fault(Runnable refused) {
    return catchThrowableOfType(AccessRequestFault.class, refused::run)
        .members()
        .get("type")
        .toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
