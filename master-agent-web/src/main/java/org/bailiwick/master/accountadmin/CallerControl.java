package org.bailiwick.master.accountadmin;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.Account;
import org.bailiwick.master.account.AccountSettings;
import org.bailiwick.master.account.AccountTerms;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.account.NewSecret;
import org.bailiwick.master.account.SharedSecret;
import org.bailiwick.master.account.StoredSecret;
import org.bailiwick.master.policy.AccountQuestion;
import org.bailiwick.master.policy.AccountQuestion.Operation;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.password.HashPlaces;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.secretstore.SecretStore;

/** Adds, rotates and withdraws accounts if the decision point permits it. */
@Dependent
public class CallerControl {

  private final Accounts accounts;
  private final Gate gate;
  private final HashPlaces places;
  private final SecretStore store;
  private final AccountSettings settings;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  @Inject
  public CallerControl(
      Accounts accounts,
      Gate gate,
      HashPlaces places,
      SecretStore store,
      AccountSettings settings,
      Clock clock) {
    this.accounts = accounts;
    this.gate = gate;
    this.places = places;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  /** Adds an account; the answer has its secret, unless the holder has chosen it. */
  Map<String, Object> add(VerifiedPeer officer, CallerRequest.Add request) {
    AccountTerms terms = request.terms();
    AuditEntry permit = gate.require(AccountQuestion.manage(officer, Operation.ADD, terms));
    Instant now = now();
    if (!now.isBefore(terms.expiresAt())
        || terms.expiresAt().isAfter(now.plus(settings.lifetime()))) {
      throw malformed(
          "account-expiry", "expires_at is in the future, at most " + settings.lifetime() + ".");
    }
    NewSecret secret = secret(officer, terms, request, now);
    String by = officer.id().toString();
    accounts.add(
        terms,
        secret,
        by,
        permit,
        row("caller.added", by, terms)
            .with("kind", terms.caller().kind().text())
            .with("method", terms.method().text())
            .with("owner", terms.owner().value())
            .with("scope", terms.scope().scope())
            .with("expires_at", terms.expiresAt().toString())
            .with("secret", secret.stored().id()));
    return granted(terms, secret);
  }

  /** Gives an account another secret. */
  Map<String, Object> rotate(VerifiedPeer officer, String name, CallerRequest.Rotate request) {
    AccountTerms terms = accounts.require(name).terms();
    AuditEntry permit = gate.require(AccountQuestion.manage(officer, Operation.ROTATE, terms));
    CallerRequest.requireFor(terms.method(), request);
    Instant now = now();
    Instant oldUntil = request.oldUntil().orElse(now);
    if (oldUntil.isAfter(now.plus(settings.overlap()))) {
      throw malformed("account-overlap", "old_until is at most " + settings.overlap() + " ahead.");
    }
    NewSecret secret = secret(officer, terms, request, now);
    accounts.rotate(
        secret,
        oldUntil,
        permit,
        row("caller.rotated", officer.id().toString(), terms)
            .with("secret", secret.stored().id())
            .with("expires_at", secret.stored().expiresAt().toString())
            .with("old_until", oldUntil.toString()));
    return granted(terms, secret);
  }

  /** Withdraws an account. */
  Map<String, Object> withdraw(VerifiedPeer officer, String name) {
    AccountTerms terms = accounts.require(name).terms();
    AuditEntry permit = gate.require(AccountQuestion.manage(officer, Operation.WITHDRAW, terms));
    String by = officer.id().toString();
    Account withdrawn = accounts.withdraw(name, by, permit, row("caller.withdrawn", by, terms));
    Map<String, Object> members = members(terms);
    members.put("state", "withdrawn");
    withdrawn.withdrawnAt().ifPresent(at -> members.put("withdrawn_at", at));
    return members;
  }

  /** Times of accounts have whole seconds, as those of requests do. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private NewSecret secret(
      VerifiedPeer officer, AccountTerms terms, CallerRequest request, Instant now) {
    Duration lifetime = settings.secretLifetime();
    Instant end = now.plus(lifetime);
    Instant expiresAt = end.isBefore(terms.expiresAt()) ? end : terms.expiresAt();
    String name = terms.caller().account();
    return switch (terms.method()) {
      case API_KEY -> NewSecret.apiKey(name, now, expiresAt, random);
      case PASSWORD ->
          places.within(
              officer.id().toString(),
              () ->
                  NewSecret.password(
                      NewSecret.unhashed(name, now, expiresAt), request.password(), random));
      case SHARED_SECRET -> shared(name, now, expiresAt);
    };
  }

  private NewSecret shared(String account, Instant now, Instant expiresAt) {
    SharedSecret made = SharedSecret.random(random);
    return NewSecret.shared(
        new StoredSecret(made.id(), account, "", now, expiresAt),
        made,
        store.insertion(SharedSecret.storedName(made.id()), made.octets(), expiresAt));
  }

  private static AuditEntry row(String event, String officer, AccountTerms terms) {
    return AuditEntry.of(event, Outcome.DONE, "", officer).about(terms.caller().name());
  }

  private static Map<String, Object> granted(AccountTerms terms, NewSecret secret) {
    Map<String, Object> members = members(terms);
    members.put("secret_id", secret.stored().id());
    members.put("secret_expires_at", secret.stored().expiresAt());
    String member = terms.method().text().replace('-', '_');
    secret.shown().ifPresent(shown -> members.put(member, shown));
    return members;
  }

  private static Map<String, Object> members(AccountTerms terms) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", terms.caller().account());
    members.put("kind", terms.caller().kind().text());
    members.put("method", terms.method().text());
    members.put("owner", terms.owner().value());
    members.put("scope", terms.scope().scope());
    terms.caller().boundTo().ifPresent(peer -> members.put("peer", peer.toString()));
    members.put("expires_at", terms.expiresAt());
    return members;
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
