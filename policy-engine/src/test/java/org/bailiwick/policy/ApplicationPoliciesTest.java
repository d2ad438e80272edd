package org.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.ApplicationQuestion;
import org.bailiwick.policy.application.LoadedApplications;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what a folder's applications may be, and how questions about them are decided. */
class ApplicationPoliciesTest {

  @TempDir private Path home;

  @Test
  void anApplicationShowsItsVocabulary() {
    ApplicationDecisions decisions = new LoadedApplications(RecordsFolder.load(home));
    assertThat(decisions.applications()).containsExactly("records");
    assertThat(decisions.actions("records")).containsExactly("delete", "read", "write");
    assertThat(decisions.types("records")).containsExactly("record", "user");
    assertThat(decisions.entities("records", "record"))
        .extracting(Entity::id)
        .containsExactly("record-1", "record-2");
    assertThat(decisions.entities("records", "planet")).isEmpty();
    assertThat(decisions.actions("other")).isEmpty();
    assertThat(decisions.policyVersion()).startsWith("1-");
  }

  @Test
  void unknownApplicationsActionsAndTypesAreDenied() {
    ApplicationDecisions decisions = new LoadedApplications(RecordsFolder.load(home));
    assertThat(decide(decisions, "other", "user", "read").reasons())
        .containsExactly(DecisionPort.UNKNOWN_APPLICATION);
    assertThat(decide(decisions, "records", "user", "burn").reasons())
        .containsExactly(DecisionPort.UNKNOWN_ACTION);
    assertThat(decide(decisions, "records", "planet", "read").reasons())
        .containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    assertThat(decide(decisions, "records", "user", "read")).isInstanceOf(Decision.Permit.class);
  }

  /** Threat 61: what is missing, null, wrong or too much never permits. */
  @Test
  void theFileWinsOverTheAskerAndTheUndeclaredIsLeftOut() {
    CedarDecisionPoint point = RecordsFolder.load(home);
    Map<String, Object> claimed = new LinkedHashMap<>();
    claimed.put("status", "active");
    claimed.put("colour", null);
    assertThat(write(point, user("alice", Map.of()), record("record-2", claimed)).reasons())
        .containsExactly("record-is-archived");
    assertThat(write(point, user("alice", Map.of()), record("record-1", claimed)))
        .isInstanceOf(Decision.Permit.class);
    Map<String, Object> nulled = new LinkedHashMap<>();
    nulled.put("role", null);
    assertThat(write(point, user("bob", nulled), record("record-1", Map.of())).reasons())
        .containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    assertThat(
            write(point, user("bob", Map.of("role", 7L)), record("record-1", Map.of())).reasons())
        .containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    assertThat(write(point, user("bob", Map.of("role", "admin")), record("record-2", Map.of())))
        .isInstanceOf(Decision.Permit.class);
  }

  @Test
  void whatWasAskedBeforeIsAnsweredFromMemoryUntilAnythingDiffers() {
    CedarDecisionPoint point = RecordsFolder.load(home);
    Set<String> tags = new HashSet<>(Set.of("one"));
    Map<String, Object> roles = Map.of("role", "admin", "undeclared", tags);
    Decision permitted = write(point, user("bob", roles), record("record-2", Map.of()));
    assertThat(permitted).isInstanceOf(Decision.Permit.class);
    assertThat(write(point, user("bob", roles), record("record-2", Map.of()))).isSameAs(permitted);
    assertThat(write(point, user("bob", Map.of()), record("record-2", Map.of())).reasons())
        .containsExactly("record-is-archived");
    tags.add("two");
    assertThat(write(point, user("bob", roles), record("record-2", Map.of())))
        .isNotSameAs(permitted)
        .isEqualTo(permitted);
    CedarDecisionPoint other = RecordsFolder.load(home.resolve("other"));
    assertThat(write(other, user("bob", roles), record("record-2", Map.of())))
        .isNotSameAs(permitted);
  }

  /** They are logged each time, and a fault of an evaluator may pass. */
  @Test
  void whatCouldNotBeDecidedIsAskedAgain() {
    CedarDecisionPoint point = RecordsFolder.load(home);
    Entity wrong = user("bob", Map.of("role", 7L));
    Decision denied = write(point, wrong, record("record-1", Map.of()));
    assertThat(denied.reasons()).containsExactly(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    assertThat(write(point, wrong, record("record-1", Map.of()))).isNotSameAs(denied);
  }

  @Test
  void largeQuestionsAreNotRemembered() {
    CedarDecisionPoint point = RecordsFolder.load(home);
    Map<String, Object> large = Map.of("role", "admin", "undeclared", "x".repeat(70_000));
    Decision permitted = write(point, user("bob", large), record("record-2", Map.of()));
    assertThat(write(point, user("bob", large), record("record-2", Map.of())))
        .isNotSameAs(permitted)
        .isEqualTo(permitted);
  }

  @Test
  void aForbidNamesWhatWouldEndIt() {
    Decision denied =
        write(RecordsFolder.load(home), user("alice", Map.of()), record("record-2", Map.of()));
    assertThat(denied)
        .isInstanceOfSatisfying(
            Decision.Deny.class,
            deny -> assertThat(deny.remedies()).containsExactly(Decision.Remedy.ASK_APPROVAL));
  }

  @Test
  void policiesOfApplicationsAreListed() {
    assertThat(RecordsFolder.load(home).inForce())
        .filteredOn(each -> each.action().equals("app-records"))
        .extracting(CedarDecisionPoint.InForce::id)
        .contains("alice-writes", "archived-for-admins-only");
  }

  @Test
  void aPolicyAboutABuiltInActionIsRefused() {
    refuses(
        "app-records.cedar",
        """
        @id("sneaky") @reason("sneaky")
        permit (principal, action == Bailiwick::Action::"discover", resource);
        """,
        "does not fit the schema");
    refuses(
        "app-records.cedar",
        """
        @id("sneaky") @reason("sneaky")
        permit (principal, action, resource) when { action == Bailiwick::Action::"discover" };
        """,
        "does not fit the schema");
  }

  @Test
  void aPolicyAboutAnotherApplicationIsRefused() {
    TestFolder folder =
        RecordsFolder.of(home)
            .write("app-shop.cedarschema", ShopFolder.SCHEMA)
            .write(
                "app-shop.cedar",
                """
                @id("other") @reason("other")
                permit (principal, action == Records::Action::"read", resource);
                """)
            .seal(1);
    assertThatThrownBy(() -> CedarDecisionPoint.load(folder.path()))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("app-shop.cedar does not fit the schema");
  }

  @Test
  void twoApplicationsWithOneNamespaceAreRefused() {
    TestFolder folder =
        RecordsFolder.of(home)
            .write("app-twin.cedarschema", RecordsFolder.text("app-records.cedarschema"))
            .write("app-twin.cedar", "")
            .seal(1);
    assertThatThrownBy(() -> CedarDecisionPoint.load(folder.path()))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("two applications have the namespace Records");
  }

  @Test
  void refusesASchemaWithoutExactlyOneNamespaceOfItsOwn() {
    for (String schema :
        List.of(
            "namespace Bailiwick { entity Extra; }",
            "namespace BailiwickTwo { entity Extra; }",
            "entity loose;",
            "namespace A { entity a; } namespace B { entity b; }",
            "",
            "namespace A {")) {
      TestFolder folder = RecordsFolder.of(home).write("app-records.cedarschema", schema).seal(1);
      assertThatThrownBy(() -> CedarDecisionPoint.load(folder.path()))
          .as(schema)
          .isInstanceOf(PolicyRefusedException.class)
          .hasMessageContaining("schema of the application records");
    }
  }

  @Test
  void refusesAnnotationsThatAreMissingOrUnknown() {
    refuses("app-records.cedar", "permit (principal, action, resource);", "@id");
    refuses(
        "app-records.cedar",
        "@id(\"ab\") @reason(\"ab\") @remedy(\"pray\") forbid (principal, action, resource);",
        "@remedy");
    refuses(
        "app-records.cedar",
        "@id(\"ab\") @reason(\"ab\") @remedy(\"ask-approval\") permit (principal, action, resource);",
        "@remedy");
  }

  @Test
  void refusesEntitiesThatDoNotFit() {
    for (String entities :
        List.of(
            "{}",
            "[{\"uid\": {\"type\": \"Records::planet\", \"id\": \"x\"}}]",
            "[{\"uid\": {\"type\": \"user\", \"id\": \"x\"}}]",
            "[{\"uid\": {\"type\": \"Bailiwick::Subject\", \"id\": \"x\"}}]",
            "[{\"uid\": {\"type\": \"Records::user\", \"id\": \"\"}}]",
            "[{\"uid\": {\"type\": \"Records::user\", \"id\": \"x\"}, \"attrs\": {\"role\": 1}}]",
            "[{\"uid\": {\"type\": \"Records::user\", \"id\": \"x\"}, \"attrs\": {\"role\": 1.5}}]",
            "[{\"uid\": {\"type\": \"Records::user\", \"id\": \"x\"},"
                + " \"parents\": [{\"type\": \"Records::user\", \"id\": \"x\"}]}]",
            "[{\"uid\": {\"type\": \"Records::user\", \"id\": \"x\"}},"
                + "{\"uid\": {\"type\": \"Records::user\", \"id\": \"x\"}}]")) {
      refuses("app-records.entities.json", entities, "app-records.entities.json");
    }
  }

  @Test
  void refusesAnApplicationWithoutSchemaOrPolicies() {
    TestFolder folder = TestFolder.small(home, "").write("app-records.cedar", "").seal(1);
    assertThatThrownBy(() -> CedarDecisionPoint.load(folder.path()))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("app-records.cedarschema is missing");
  }

  private void refuses(String name, String text, String fault) {
    TestFolder folder = RecordsFolder.of(home).write(name, text).seal(1);
    assertThatThrownBy(() -> CedarDecisionPoint.load(folder.path()))
        .as(text)
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining(fault);
  }

  private static Decision decide(
      ApplicationDecisions decisions, String application, String type, String action) {
    return decisions.decide(
        new ApplicationQuestion(
            application,
            Entity.of(type, "alice"),
            action,
            Entity.of("record", "record-1"),
            Map.of("roles", Set.of("x"))));
  }

  private static Decision write(CedarDecisionPoint point, Entity user, Entity record) {
    return new LoadedApplications(point)
        .decide(new ApplicationQuestion("records", user, "write", record, Map.of()));
  }

  private static Entity user(String id, Map<String, Object> properties) {
    return new Entity("user", id, properties);
  }

  private static Entity record(String id, Map<String, Object> properties) {
    return new Entity("record", id, properties);
  }
}
