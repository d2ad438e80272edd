package org.bailiwick.master.account;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.attempts.FailedAttempts;
import org.bailiwick.master.attempts.FailedAttempts.Counter;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.password.HashPlaces;
import org.bailiwick.node.password.PasswordHash;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Verifies a secret that a request shows. Unknown, wrong and ended ones are answered alike, after
 * the same work; the audit row {@code api-key.refused}, {@code password.refused} or {@code
 * shared-secret.refused} has the cause.
 */
@Dependent
public class SecretCheck {

  private static final String WRONG = "secret-wrong";
  private static final String EXPIRED = "secret-expired";
  private static final String OTHER_METHOD = "account-method";
  private static final String OTHER_PEER = "account-peer";

  /** The digest of no key. */
  private static final String NO_DIGEST = "0".repeat(64);

  private final Accounts accounts;
  private final FailedAttempts attempts;
  private final HashPlaces places;
  private final GroupWriter writer;
  private final Clock clock;

  @Inject
  public SecretCheck(
      Accounts accounts,
      FailedAttempts attempts,
      HashPlaces places,
      GroupWriter writer,
      Clock clock) {
    this.accounts = accounts;
    this.attempts = attempts;
    this.places = places;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Where a request comes from.
   *
   * @param peer the SPIFFE id of the verified certificate, if there is one
   */
  public record Origin(String source, Optional<String> peer) {}

  /** An account that a request has proved, and the secret by which. */
  public record Proved(Account account, String secretId) {}

  /**
   * What a secret was found to be: the account and secret that count, or why none does. The name
   * that a request shows is not part of it, since people type passwords there.
   */
  private record Finding(Optional<Proved> proved, String account, String cause) {}

  /**
   * The account with this API key.
   *
   * @throws ProblemException api-key-invalid; too-many-requests while too many attempts of this
   *     source have failed
   */
  public Proved apiKey(String shown, Origin origin) {
    List<Counter> counters = List.of(Counter.ofSource(origin.source()));
    attempts.requireRoom(counters);
    Optional<StoredSecret> stored = accounts.secret(ApiKey.parse(shown).map(ApiKey::id).orElse(""));
    boolean equal = isEqual(Sha256.hex(shown), stored.map(StoredSecret::digest).orElse(NO_DIGEST));
    Optional<Account> account = accounts.find(stored.map(StoredSecret::account).orElse(""));
    Finding finding =
        finding(account, stored.filter(found -> equal), AccountMethod.API_KEY, origin);
    if (finding.proved().isEmpty()) {
      attempts.failed(counters);
    }
    return accepted(finding, AccountMethod.API_KEY);
  }

  /**
   * The account with this name and password.
   *
   * @throws ProblemException password-invalid; too-many-requests while too many attempts of this
   *     account or source have failed, or the account has its share of computations; node-busy when
   *     too many passwords are being verified
   */
  public Proved password(String name, String password, Origin origin) {
    List<Counter> counters =
        CallerIdentity.Account.isName(name)
            ? List.of(Counter.ofAccount(name), Counter.ofSource(origin.source()))
            : List.of(Counter.ofSource(origin.source()));
    attempts.begin(counters);
    Finding finding;
    try {
      finding = places.within(name, () -> compared(name, password, origin));
    } catch (RuntimeException notCompared) {
      attempts.succeeded(counters);
      throw notCompared;
    }
    if (finding.proved().isPresent()) {
      attempts.succeeded(counters);
    }
    return accepted(finding, AccountMethod.PASSWORD);
  }

  /** Compares what a request shows with the secret of this id, or with one that nobody has. */
  @FunctionalInterface
  public interface Comparison {
    boolean isEqual(Optional<String> secretId);
  }

  /**
   * The account with the shared secret of this id, which is compared once in any case.
   *
   * @throws ProblemException signature-invalid; too-many-requests while too many attempts of this
   *     source have failed; that of the comparison, when no secret can be read
   */
  public Proved sharedSecret(String keyId, Comparison comparison, Origin origin) {
    List<Counter> counters = List.of(Counter.ofSource(origin.source()));
    attempts.requireRoom(counters);
    Optional<StoredSecret> stored = accounts.secret(keyId);
    Optional<Account> account = accounts.find(stored.map(StoredSecret::account).orElse(""));
    boolean isShared =
        account.filter(found -> found.terms().method() == AccountMethod.SHARED_SECRET).isPresent();
    boolean equal = comparison.isEqual(stored.filter(found -> isShared).map(StoredSecret::id));
    Finding finding =
        finding(account, stored.filter(found -> equal), AccountMethod.SHARED_SECRET, origin);
    if (finding.proved().isEmpty()) {
      attempts.failed(counters);
    }
    return accepted(finding, AccountMethod.SHARED_SECRET);
  }

  /**
   * The same account on a later look at a request that lasts, if it and the secret still count.
   *
   * @throws ProblemException api-key-invalid, password-invalid or signature-invalid
   */
  public Proved again(Proved before, Origin origin) {
    AccountMethod method = before.account().terms().method();
    return accepted(
        finding(
            accounts.find(before.account().name()),
            accounts.secret(before.secretId()),
            method,
            origin),
        method);
  }

  /** Computes one hash for a password that counts, and {@link Accounts#SECRETS} otherwise. */
  private Finding compared(String name, String password, Origin origin) {
    Optional<Account> account = accounts.find(name);
    List<StoredSecret> secrets =
        account
            .filter(found -> found.terms().method() == AccountMethod.PASSWORD)
            .map(found -> accounts.secrets(name))
            .orElse(List.of());
    Finding finding = finding(account, Optional.empty(), AccountMethod.PASSWORD, origin);
    for (int i = 0; i < Accounts.SECRETS && finding.proved().isEmpty(); i++) {
      Optional<StoredSecret> stored = secrets.stream().skip(i).findFirst();
      PasswordHash hash =
          stored
              .map(secret -> PasswordHash.parse(secret.digest()))
              .orElseGet(PasswordHash::ofNobody);
      if (hash.matches(password)) {
        finding = finding(account, stored, AccountMethod.PASSWORD, origin);
      }
    }
    return finding;
  }

  /** The account by a secret that equals the shown one; without such a secret, the cause. */
  private Finding finding(
      Optional<Account> account,
      Optional<StoredSecret> equal,
      AccountMethod method,
      Origin origin) {
    Instant now = clock.instant();
    String name = account.map(found -> found.terms().caller().name()).orElse("");
    Function<Account, Optional<String>> fault =
        found ->
            found.terms().method() == method
                ? fault(found, equal, now, origin)
                : Optional.of(OTHER_METHOD);
    Optional<String> cause = account.map(fault).orElse(Optional.of(Accounts.UNKNOWN));
    return cause.isPresent()
        ? new Finding(Optional.empty(), name, cause.get())
        : new Finding(Optional.of(new Proved(account.get(), equal.get().id())), name, "");
  }

  private static Optional<String> fault(
      Account account, Optional<StoredSecret> equal, Instant now, Origin origin) {
    if (equal.isEmpty()) {
      return Optional.of(WRONG);
    }
    if (equal.get().isOver(now)) {
      return Optional.of(EXPIRED);
    }
    boolean otherPeer =
        account
            .terms()
            .caller()
            .boundTo()
            .filter(bound -> !origin.peer().equals(Optional.of(bound.toString())))
            .isPresent();
    return otherPeer ? Optional.of(OTHER_PEER) : account.fault(now);
  }

  private Proved accepted(Finding finding, AccountMethod method) {
    if (finding.proved().isEmpty()) {
      writer.recordRefusal(
          AuditEntry.of(
                  method.text() + ".refused", Outcome.DENIED, finding.cause(), finding.account())
              .about(RequestContext.currentOperation()));
      throw refusal(method);
    }
    Proved proved = finding.proved().get();
    RequestContext.identify(proved.account().terms().caller().name());
    return proved;
  }

  private static ProblemException refusal(AccountMethod method) {
    return switch (method) {
      case API_KEY ->
          new ProblemException(
              ProblemType.API_KEY_INVALID, "api-key-refused", "The API key is not valid here.");
      case PASSWORD ->
          new ProblemException(
              ProblemType.PASSWORD_INVALID,
              "password-refused",
              "The user name and password are not valid here.");
      case SHARED_SECRET ->
          new ProblemException(
              ProblemType.SIGNATURE_INVALID,
              "signature-refused",
              "The HTTP message signature is not valid here.");
    };
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
