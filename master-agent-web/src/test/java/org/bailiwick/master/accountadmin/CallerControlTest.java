package org.bailiwick.master.accountadmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.AccountSettings;
import org.bailiwick.master.account.SecretCheck.Origin;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.password.HashPlaces;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerControlTest {

  private static final Origin HERE = new Origin("192.0.2.1", Optional.empty());

  @TempDir Path folder;
  private MasterRig rig;
  private CallerControl control;
  private VerifiedPeer officer;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    control =
        new CallerControl(
            rig.accounts,
            rig.gate,
            new HashPlaces(2),
            rig.secretStore,
            new AccountSettings(Duration.ofDays(365), Duration.ofDays(90), Duration.ofDays(7), 2),
            rig.clock);
    officer = rig.operator("officer");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private String body(String method, String more) {
    return """
        {"name": "reporting", "kind": "service", "method": "%s", "owner": "Finance",
         "scope": "fx.rates@1", "expires_at": "%s"%s}"""
        .formatted(method, in(Duration.ofDays(30)), more);
  }

  private Instant in(Duration time) {
    return rig.clock.instant().plus(time);
  }

  private Map<String, Object> add(String body) {
    return control.add(officer, CallerRequest.Add.parse(body));
  }

  private ProblemException refused(String body) {
    return catchThrowableOfType(ProblemException.class, () -> add(body));
  }

  private List<String> events() {
    return rig.audit().stream().map(AuditRow::event).toList();
  }

  @Test
  void answersAKeyOnceAndKeepsItsDigest() {
    Map<String, Object> added = add(body("api-key", ""));
    String key = added.get("api_key").toString();
    assertThat(rig.secrets.apiKey(key, HERE).account().name()).isEqualTo("reporting");
    assertThat(added.get("secret_expires_at"))
        .isEqualTo(in(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS));
    assertThat(events()).contains("manage-caller.decided", "caller.added");
    assertThat(rig.column("select digest from account_secret")).doesNotContain(key);
    assertThat(rig.audit()).noneMatch(row -> row.details().contains(key));
  }

  @Test
  void aSharedSecretIsAnsweredOnceAndKeptWrapped() {
    Map<String, Object> added = add(body("shared-secret", ""));
    String secret = added.get("shared_secret").toString();
    assertThat(Base64.getDecoder().decode(secret)).hasSize(32);
    String name = "account/" + added.get("secret_id");
    assertThat(rig.secretStore.secretOrDecoy(Optional.of(name)))
        .isEqualTo(Base64.getDecoder().decode(secret));
    assertThat(rig.audit()).noneMatch(row -> row.details().contains(secret));
    Map<String, Object> next =
        control.rotate(officer, "reporting", CallerRequest.Rotate.parse("{}"));
    assertThat(next.get("shared_secret")).isNotEqualTo(secret);
    assertThat(next.get("secret_id")).isNotEqualTo(added.get("secret_id"));
    assertThat(rig.column("select secret_name from wrapped_secret")).hasSize(2).contains(name);
  }

  /** Nothing of an account is stored whose secret could not be wrapped. */
  @Test
  void withoutHsmNoAccountWithASharedSecretIsAdded() {
    rig.wrappingKeys.fail();
    assertThat(refused(body("shared-secret", "")).type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
    assertThat(rig.column("select name from account")).isEmpty();
    assertThat(events()).doesNotContain("caller.added");
  }

  @Test
  void aPasswordIsChosenByItsHolderOrGenerated() {
    assertThat(add(body("password", ", \"password\": \"correct horse battery\"")))
        .doesNotContainKey("password");
    assertThat(rig.secrets.password("reporting", "correct horse battery", HERE)).isNotNull();
    Map<String, Object> rotated =
        control.rotate(officer, "reporting", CallerRequest.Rotate.parse("{}"));
    String generated = rotated.get("password").toString();
    assertThat(generated).hasSize(24);
    assertThat(rig.secrets.password("reporting", generated, HERE)).isNotNull();
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> rig.secrets.password("reporting", "correct horse battery", HERE))
                .check())
        .isEqualTo("password-refused");
  }

  @Test
  void theSecretBeforeCountsUntilTheOverlapIsOver() {
    String first = add(body("api-key", "")).get("api_key").toString();
    rig.clock.move(Duration.ofMinutes(1));
    String until = "{\"old_until\": \"" + in(Duration.ofHours(1)) + "\"}";
    control.rotate(officer, "reporting", CallerRequest.Rotate.parse(until));
    assertThat(rig.secrets.apiKey(first, HERE)).isNotNull();
    rig.clock.move(Duration.ofHours(1));
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> rig.secrets.apiKey(first, HERE))
                .check())
        .isEqualTo("api-key-refused");
    String tooLong = "{\"old_until\": \"" + in(Duration.ofDays(8)) + "\"}";
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> control.rotate(officer, "reporting", CallerRequest.Rotate.parse(tooLong)))
                .check())
        .isEqualTo("account-overlap");
  }

  @Test
  void onlyOfficersManageAccounts() {
    for (VerifiedPeer other :
        List.of(rig.operator("auditor"), rig.agent(rig.ca.agent("x", "x.y@1")))) {
      ProblemException refusal =
          catchThrowableOfType(
              ProblemException.class,
              () -> control.add(other, CallerRequest.Add.parse(body("api-key", ""))));
      assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    }
    assertThat(rig.column("select name from account")).isEmpty();
  }

  @Test
  void everyAccountHasAnEnd() {
    assertThat(refused(body("api-key", "").replace("\"expires_at\"", "\"expires\"")).check())
        .isEqualTo("member-unknown");
    String end = in(Duration.ofDays(30)).toString();
    for (Duration other : List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofDays(366))) {
      assertThat(refused(body("api-key", "").replace(end, in(other).toString())).check())
          .isEqualTo("account-expiry");
    }
    assertThat(refused(body("api-key", "").replace(end, "tomorrow")).check())
        .isEqualTo("account-time");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"service\" | \"agent\" | account-kind",
        "\"service\" | \"node\" | account-kind",
        "\"reporting\" | \"Reporting\" | account-name",
        "\"reporting\" | \"a:b\" | account-name",
        "\"reporting\" | \"\" | account-name",
        "\"reporting\" | 7 | member-form",
        "\"api-key\" | \"certificate\" | account-method",
        "\"Finance\" | \" \" | owner-syntax",
        "\"fx.rates@1\" | \"\" | account-scope"
      })
  void refusesOtherTerms(String from, String to, String check) {
    assertThat(refused(body("api-key", "").replace(from, to)).check()).isEqualTo(check);
  }

  @ParameterizedTest
  @CsvSource({"short", "fourteen chars", "my reporting password"})
  void refusesAWeakPassword(String password) {
    assertThat(refused(body("password", ", \"password\": \"" + password + "\"")).check())
        .isEqualTo("password-form");
  }

  @Test
  void aKeyIsNeverChosen() {
    assertThat(refused(body("api-key", ", \"password\": \"correct horse battery\"")).check())
        .isEqualTo("account-password");
  }

  @Test
  void theListTellsStatesAndNoSecret() {
    String key = add(body("api-key", "")).get("api_key").toString();
    add(body("password", "").replace("reporting", "alice"));
    control.withdraw(officer, "alice");
    String page = page(Map.of());
    assertThat(page).doesNotContain(key).doesNotContain("argon2").doesNotContain("digest");
    assertThat(StrictJson.object(page).getJsonArray("callers")).hasSize(2);
    assertThat(page).contains("\"state\":\"live\"").contains("\"state\":\"withdrawn\"");
    assertThat(page(Map.of("owner", List.of("Stores")))).isEqualTo("{\"callers\":[]}");
    rig.clock.move(Duration.ofDays(30));
    assertThat(page(Map.of("kind", List.of("service")))).contains("\"state\":\"expired\"");
  }

  private String page(Map<String, List<String>> parameters) {
    CallerList list = new CallerList(rig.store(), rig.clock);
    return new ListReader(rig.gate, new PageTokens(() -> new byte[32]), rig.clock)
        .page(rig.operator("auditor"), list, ListQuery.read(list, parameters));
  }
}
