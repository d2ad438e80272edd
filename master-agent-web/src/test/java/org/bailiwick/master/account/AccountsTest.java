package org.bailiwick.master.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.attempts.FailedAttempts.Counter;
import org.bailiwick.master.testing.MasterRig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

  private static final SecureRandom RANDOM = new SecureRandom();

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

  private NewSecret key(String account) {
    Instant now = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return NewSecret.apiKey(account, now, now.plus(Duration.ofDays(1)), RANDOM);
  }

  private ProblemException rotating(String account, Instant oldUntil) {
    return catchThrowableOfType(
        ProblemException.class, () -> rig.accounts.rotate(key(account), oldUntil));
  }

  @Test
  void aNameIsGivenOnceEvenAfterItsAccountHasEnded() {
    TestAccounts.withKey(rig, "reporting");
    rig.accounts.withdraw("reporting", TestAccounts.OFFICER);
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> TestAccounts.withKey(rig, "reporting"));
    assertThat(refusal.type()).isEqualTo(ProblemType.CALLER_ALREADY_ADDED);
    assertThat(rig.accounts.secrets("reporting")).hasSize(1);
  }

  @Test
  void aRowIsReadBackAsItWasWritten() {
    TestAccounts.Added added =
        TestAccounts.withKey(rig, "reporting", Optional.of(rig.partner.buyer.id()));
    Account account = rig.accounts.require("reporting");
    assertThat(account.terms().caller()).isEqualTo(added.caller());
    assertThat(account.terms().owner().value()).isEqualTo("Finance");
    assertThat(account.terms().scope().scope()).isEqualTo("fx.rates@1 invoice.parse@1");
    assertThat(account.createdBy()).isEqualTo(TestAccounts.OFFICER);
    assertThat(account.withdrawnAt()).isEmpty();
  }

  @Test
  void atMostTheNewestSecretAndTheOneBeforeItCount() {
    TestAccounts.withKey(rig, "reporting");
    for (int i = 0; i < 3; i++) {
      rig.clock.move(Duration.ofSeconds(2));
      rig.accounts.rotate(key("reporting"), rig.clock.instant().plus(Duration.ofHours(1)));
    }
    Instant now = rig.clock.instant();
    List<String> live =
        rig.column(
            "select secret_id from account_secret where expires_at > timestamp '"
                + now.toString().replace("T", " ").replace("Z", "")
                + "'");
    assertThat(live).hasSize(2);
  }

  @Test
  void anOverlapNeverLengthensASecret() {
    TestAccounts.withKey(rig, "reporting");
    Instant end = rig.accounts.secrets("reporting").getFirst().expiresAt();
    rig.clock.move(Duration.ofSeconds(2));
    rig.accounts.rotate(key("reporting"), end.plus(Duration.ofDays(1)));
    assertThat(rig.accounts.secrets("reporting").getLast().expiresAt()).isEqualTo(end);
  }

  @Test
  void anAccountThatHasEndedGetsNoSecret() {
    Instant now = rig.clock.instant();
    assertThat(rotating("nobody", now).type()).isEqualTo(ProblemType.CALLER_UNKNOWN);
    TestAccounts.withKey(rig, "reporting");
    TestAccounts.withKey(rig, "other");
    rig.accounts.withdraw("reporting", TestAccounts.OFFICER);
    assertThat(rotating("reporting", now).type()).isEqualTo(ProblemType.CALLER_ENDED);
    rig.clock.move(TestAccounts.LIFETIME);
    assertThat(rotating("other", now).type()).isEqualTo(ProblemType.CALLER_ENDED);
  }

  @Test
  void aWithdrawalKeepsItsFirstTime() {
    TestAccounts.withKey(rig, "reporting");
    Account first = rig.accounts.withdraw("reporting", TestAccounts.OFFICER);
    rig.clock.move(Duration.ofHours(1));
    assertThat(rig.accounts.withdraw("reporting", "another").withdrawnAt())
        .isEqualTo(first.withdrawnAt())
        .isPresent();
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> rig.accounts.withdraw("nobody", TestAccounts.OFFICER))
                .type())
        .isEqualTo(ProblemType.CALLER_UNKNOWN);
  }

  @Test
  void countersOfFailuresAreForgotten() {
    rig.attempts.failed(List.of(Counter.ofSource("192.0.2.1")));
    rig.attempts.forget();
    assertThat(rig.column("select counter from failed_attempt"))
        .containsExactly("source:192.0.2.1");
    rig.clock.move(Duration.ofMinutes(11));
    rig.attempts.forget();
    assertThat(rig.column("select counter from failed_attempt")).isEmpty();
  }
}
