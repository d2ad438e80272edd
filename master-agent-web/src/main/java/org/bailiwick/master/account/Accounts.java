package org.bailiwick.master.account;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/** The accounts of callers, which all domain nodes share. */
public final class Accounts {

  /** Check of a name that no account has. */
  static final String UNKNOWN = "account-unknown";

  /** The secrets of an account that may count: the newest, and the one before it. */
  static final int SECRETS = 2;

  private final Store store;
  private final GroupWriter writer;
  private final Clock clock;

  public Accounts(Store store, GroupWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  public Optional<Account> find(String name) {
    return store.read(
        em -> Optional.ofNullable(em.find(AccountRow.class, name)).map(AccountRow::account));
  }

  /**
   * The account with this name.
   *
   * @throws ProblemException caller-unknown
   */
  public Account require(String name) {
    return find(name).orElseThrow(Accounts::unknown);
  }

  /** Why nothing with this scope may be done for the caller now; empty if there is no reason. */
  public Optional<String> refusal(CallerIdentity.Account caller, CapabilitySet scope) {
    Optional<Account> account =
        find(caller.account()).filter(found -> found.terms().caller().isSame(caller));
    return account.isEmpty() ? Optional.of(UNKNOWN) : account.get().refusal(scope, clock.instant());
  }

  /**
   * Adds an account with its first secret; returns when both are durable.
   *
   * @throws ProblemException caller-already-added, also for the name of an account that has ended
   */
  public void add(AccountTerms terms, NewSecret made, String officer, AuditEntry... audit) {
    StoredSecret secret = made.stored();
    UnitOfWork account =
        em -> {
          if (em.find(AccountRow.class, terms.caller().account()) != null) {
            throw alreadyAdded();
          }
          em.persist(new AccountRow(terms, secret.createdAt(), officer));
        };
    try {
      writer.commit(
          account.and(made.beside()).thenReferring(em -> em.persist(new SecretRow(secret))), audit);
    } catch (ConflictException anotherNode) {
      throw alreadyAdded();
    }
  }

  /**
   * Gives the account another secret; returns when it is durable.
   *
   * @param oldUntil when the secret before ends at the latest; those before it have ended then
   * @throws ProblemException caller-unknown; caller-ended
   */
  public void rotate(NewSecret made, Instant oldUntil, AuditEntry... audit) {
    StoredSecret secret = made.stored();
    Instant now = secret.createdAt();
    UnitOfWork rotation =
        em -> {
          AccountRow account = em.find(AccountRow.class, secret.account());
          if (account == null) {
            throw unknown();
          }
          if (account.account().fault(now).isPresent()) {
            throw ended();
          }
          List<SecretRow> before = secrets(em, secret.account(), Integer.MAX_VALUE);
          for (SecretRow old : before) {
            old.endBy(old == before.getFirst() ? oldUntil : now);
          }
          em.persist(new SecretRow(secret));
        };
    writer.commit(rotation.and(made.beside()), audit);
  }

  /**
   * Withdraws the account; returns when that is durable. It ends at every node with the next
   * request, step and look at an event stream.
   *
   * @throws ProblemException caller-unknown
   */
  public Account withdraw(String name, String officer, AuditEntry... audit) {
    Instant now = clock.instant();
    writer.commit(
        em -> {
          AccountRow account = em.find(AccountRow.class, name);
          if (account == null) {
            throw unknown();
          }
          account.withdraw(now, officer);
        },
        audit);
    return require(name);
  }

  /** The secret with this id. */
  Optional<StoredSecret> secret(String id) {
    return store.read(
        em -> Optional.ofNullable(em.find(SecretRow.class, id)).map(SecretRow::secret));
  }

  /** The newest secrets of an account, whether or not they are over, the newest first. */
  List<StoredSecret> secrets(String account) {
    return store.read(em -> secrets(em, account, SECRETS).stream().map(SecretRow::secret).toList());
  }

  private static List<SecretRow> secrets(EntityManager em, String account, int most) {
    return em.createQuery(
            "select s from SecretRow s where s.account = :account"
                + " order by s.createdAt desc, s.id",
            SecretRow.class)
        .setParameter("account", account)
        .setMaxResults(most)
        .getResultList();
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.CALLER_UNKNOWN, UNKNOWN, "There is no account of this name.");
  }

  private static ProblemException ended() {
    return new ProblemException(
        ProblemType.CALLER_ENDED,
        "account-ended",
        "The account is withdrawn or has expired; add another one.");
  }

  private static ProblemException alreadyAdded() {
    return new ProblemException(
        ProblemType.CALLER_ALREADY_ADDED,
        "account-exists",
        "There is or was an account of this name, and a name is never given again.");
  }
}
