package org.bailiwick.master.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.SecretCheck.Origin;
import org.bailiwick.master.account.SecretCheck.Proved;
import org.bailiwick.master.attempts.FailedAttempts.Counter;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each cause is answered alike and has its name in the audit log alone. */
class SecretCheckTest {

  private static final String PASSWORD = "correct horse battery staple";
  private static final Origin HERE = new Origin("192.0.2.1", Optional.empty());

  @TempDir Path folder;
  private MasterRig rig;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private ProblemException refused(ThrowingCallable attempt) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, attempt);
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private void refusesKey(String key, String cause) {
    ProblemException refusal = refused(() -> rig.secrets.apiKey(key, HERE));
    assertThat(refusal.type()).isEqualTo(ProblemType.API_KEY_INVALID);
    assertThat(refusal.check()).isEqualTo("api-key-refused");
    assertThat(refusal.detail()).isEqualTo("The API key is not valid here.");
    assertThat(lastCause()).isEqualTo(cause);
  }

  private void refusesPassword(String name, String password, String cause) {
    ProblemException refusal = refused(() -> rig.secrets.password(name, password, HERE));
    assertThat(refusal.type()).isEqualTo(ProblemType.PASSWORD_INVALID);
    assertThat(refusal.check()).isEqualTo("password-refused");
    assertThat(refusal.detail()).isEqualTo("The user name and password are not valid here.");
    assertThat(lastCause()).isEqualTo(cause);
  }

  private String lastCause() {
    AuditRow last = rig.audit().getLast();
    assertThat(last.event()).endsWith(".refused");
    return last.check();
  }

  @Nested
  class AnApiKey {
    private TestAccounts.Added added;

    @BeforeEach
    void add() {
      added = TestAccounts.withKey(rig, "reporting");
    }

    @Test
    void provesItsAccount() {
      Proved proved = rig.secrets.apiKey(added.secret(), HERE);
      assertThat(proved.account().terms().caller()).isEqualTo(added.caller());
      assertThat(added.secret()).matches("bwk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}");
    }

    @Test
    void isRefusedWhenItIsUnknownOrWrong() {
      refusesKey("bwk_0123456789abcdef_" + "A".repeat(43), "account-unknown");
      refusesKey("", "account-unknown");
      refusesKey("bwk_" + added.secretId(), "account-unknown");
      String secret = added.secret();
      char last = secret.charAt(secret.length() - 1);
      refusesKey(
          secret.substring(0, secret.length() - 1) + (last == 'A' ? 'E' : 'A'), "secret-wrong");
    }

    @Test
    void isRefusedWhenItOrItsAccountIsOver() {
      rig.clock.move(TestAccounts.SECRET_LIFETIME.minusSeconds(2));
      assertThat(rig.secrets.apiKey(added.secret(), HERE)).isNotNull();
      rig.clock.move(Duration.ofSeconds(2));
      refusesKey(added.secret(), "secret-expired");
      rig.accounts.withdraw("reporting", TestAccounts.OFFICER);
      refusesKey(added.secret(), "secret-expired");
    }

    @Test
    void isRefusedWhenItsAccountIsWithdrawn() {
      Proved before = rig.secrets.apiKey(added.secret(), HERE);
      assertThat(rig.secrets.again(before, HERE).account()).isEqualTo(before.account());
      rig.accounts.withdraw("reporting", TestAccounts.OFFICER);
      refusesKey(added.secret(), "account-withdrawn");
      assertThat(refused(() -> rig.secrets.again(before, HERE)).check())
          .isEqualTo("api-key-refused");
    }

    @Test
    void isNoPassword() {
      refusesPassword("reporting", added.secret(), "account-method");
    }

    @Test
    void ofABoundAccountCountsWithThatCertificateOnly() {
      SpiffeId peer = SpiffeId.parse("spiffe://partner.example/agent/buyer");
      String key = TestAccounts.withKey(rig, "bound", Optional.of(peer)).secret();
      refusesKey(key, "account-peer");
      Origin other = new Origin("192.0.2.1", Optional.of("spiffe://partner.example/agent/x"));
      refused(() -> rig.secrets.apiKey(key, other));
      assertThat(lastCause()).isEqualTo("account-peer");
      Origin bound = new Origin("192.0.2.1", Optional.of(peer.toString()));
      assertThat(rig.secrets.apiKey(key, bound).account().name()).isEqualTo("bound");
    }

    @Test
    void isNotGuessedFromOneAddress() {
      for (int i = 0; i < 50; i++) {
        refused(() -> rig.secrets.apiKey("x", HERE));
      }
      ProblemException refusal = refused(() -> rig.secrets.apiKey(added.secret(), HERE));
      assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
      assertThat(refusal.retryAfter().orElseThrow()).isPositive();
      Origin elsewhere = new Origin("192.0.2.2", Optional.empty());
      assertThat(rig.secrets.apiKey(added.secret(), elsewhere)).isNotNull();
    }
  }

  @Nested
  class APassword {
    @BeforeEach
    void add() {
      TestAccounts.withPassword(rig, "alice", PASSWORD);
    }

    @Test
    void provesItsAccount() {
      assertThat(rig.secrets.password("alice", PASSWORD, HERE).account().name()).isEqualTo("alice");
      assertThat(rig.column("select failures from failed_attempt")).containsOnly("0");
    }

    @Test
    void isRefusedWhenTheNameIsUnknownOrThePasswordWrong() {
      refusesPassword("bob", PASSWORD, "account-unknown");
      refusesPassword("not a name", PASSWORD, "account-unknown");
      refusesPassword("alice", "correct horse battery stapl", "secret-wrong");
      refusesPassword("alice", "", "secret-wrong");
    }

    @Test
    void isRefusedWhenItOrItsAccountIsOver() {
      rig.clock.move(TestAccounts.SECRET_LIFETIME);
      refusesPassword("alice", PASSWORD, "secret-expired");
      rig.clock.move(TestAccounts.LIFETIME);
      TestAccounts.withPassword(rig, "carol", PASSWORD);
      rig.accounts.withdraw("carol", TestAccounts.OFFICER);
      refusesPassword("carol", PASSWORD, "account-withdrawn");
    }

    @Test
    void ofBeforeCountsBesideTheNextOneForAWhile() {
      rig.clock.move(Duration.ofSeconds(10));
      TestAccounts.rotate(
          rig, "alice", "another good password", rig.clock.instant().plusSeconds(60));
      assertThat(rig.secrets.password("alice", PASSWORD, HERE)).isNotNull();
      assertThat(rig.secrets.password("alice", "another good password", HERE)).isNotNull();
      rig.clock.move(Duration.ofSeconds(60));
      refusesPassword("alice", PASSWORD, "secret-expired");
      assertThat(rig.secrets.password("alice", "another good password", HERE)).isNotNull();
    }

    @Test
    void isNotGuessedFromManyAddresses() {
      failures(8);
      for (int i = 2; i < 4; i++) {
        Origin other = new Origin("192.0.2." + i, Optional.empty());
        refused(() -> rig.secrets.password("alice", "wrong password", other));
      }
      ProblemException refusal = refused(() -> rig.secrets.password("alice", PASSWORD, HERE));
      assertThat(refusal.check()).isEqualTo("attempts-failed");
      rig.clock.move(Duration.ofMinutes(5));
      assertThat(rig.secrets.password("alice", PASSWORD, HERE)).isNotNull();
    }

    private void failures(int count) {
      for (int i = 0; i < count; i++) {
        rig.attempts.failed(List.of(Counter.ofAccount("alice")));
      }
    }

    /** The eleventh attempt finds no place, however many are sent at one moment. */
    @Test
    void isNotGuessedByAttemptsAtOneMoment() throws Exception {
      failures(6);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          Callable<String> attempt = this::wrongOnceThereIsAPlace;
          answers.add(threads.submit(attempt));
        }
        List<String> checks = new ArrayList<>();
        for (Future<String> answer : answers) {
          checks.add(answer.get());
        }
        assertThat(checks).filteredOn("password-refused"::equals).hasSize(4);
        assertThat(checks).filteredOn("attempts-failed"::equals).hasSize(6);
      } finally {
        threads.shutdownNow();
      }
    }

    /** The check of a wrong attempt; one that no place was free for was not counted. */
    private String wrongOnceThereIsAPlace() {
      String check = "password-checks-at-once";
      while (check.equals("password-checks-at-once")) {
        check = refused(() -> rig.secrets.password("alice", "wrong password", HERE)).check();
      }
      return check;
    }

    @Test
    void leavesNoSecretInTheDatabase() {
      String all =
          String.join(
              "\n", rig.column("select secret_id || account || digest from account_secret"));
      assertThat(all).contains("$argon2id$").doesNotContain(PASSWORD);
      assertThat(rig.audit()).noneMatch(row -> row.toString().contains(PASSWORD));
    }
  }
}
