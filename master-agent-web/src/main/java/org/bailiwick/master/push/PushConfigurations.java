package org.bailiwick.master.push;

import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.MessageOrder;
import org.bailiwick.master.a2amessage.PushConfiguration;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Keeps where clients want to be told of their tasks. Whoever calls has made sure that the task is
 * the caller's.
 */
public final class PushConfigurations {

  /** The most configurations of one task. */
  static final int OF_TASK = 5;

  /** The most configurations of all callers. */
  static final int ALL = 10_000;

  /** Longer than the tries after the end of a task last. */
  private static final Duration KEPT_AFTER_DEADLINE = Duration.ofDays(2);

  private static final String BOUND = "push-configurations";

  private final PushSettings settings;
  private final Store store;
  private final GroupWriter writer;
  private final SecretStore secrets;
  private final Clock clock;

  public PushConfigurations(
      PushSettings settings, Store store, GroupWriter writer, SecretStore secrets, Clock clock) {
    this.settings = settings;
    this.store = store;
    this.writer = writer;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** The task has a configuration of this name. */
  private static final class NameTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Returns normally where clients are told of tasks.
   *
   * @throws ProblemException with reason PUSH_NOTIFICATION_NOT_SUPPORTED otherwise
   */
  public void requireOn() {
    if (!settings.isOn()) {
      throw MessageOrder.pushRefused();
    }
  }

  /**
   * Returns normally if the client may name this URL.
   *
   * @throws ProblemException with reason INVALID_PARAMS, or as {@link #requireOn}
   */
  public void requireAllowed(PushConfiguration wanted) {
    requireOn();
    if (!settings.origins().contains(wanted.origin())) {
      throw A2aError.INVALID_PARAMS.refusal(
          "a2a-push-origin",
          "The operator of this domain has not listed the host and port of url for notifications.");
    }
  }

  /**
   * Stores a configuration and returns its JSON.
   *
   * @throws ProblemException as {@link #requireAllowed}; with reason INVALID_PARAMS when the task
   *     has one of this id; too-many-requests; signer-unavailable
   */
  public String create(JobRecord job, PushConfiguration wanted) {
    String name = wanted.id().orElseGet(() -> UUID.randomUUID().toString());
    try {
      store(job, name, wanted);
    } catch (NameTaken e) {
      throw A2aError.INVALID_PARAMS.refusal(
          "a2a-push-id-taken", "The task has a configuration of this id; delete that first.");
    }
    return wanted.view(job.jobId(), name);
  }

  /**
   * Stores the configuration of the message that has started the job. A message that is sent again
   * changes nothing. Without an id it has that of the task.
   *
   * @throws ProblemException as {@link #create}
   */
  public void keep(JobRecord job, PushConfiguration wanted) {
    try {
      store(job, wanted.id().orElse(job.jobId()), wanted);
    } catch (NameTaken e) {
      // the same message was sent before
    }
  }

  private void store(JobRecord job, String name, PushConfiguration wanted) {
    requireAllowed(wanted);
    StoredPush push = StoredPush.of(job, name, wanted.origin());
    UnitOfWork secret =
        secrets.insertion(
            push.secretName(),
            wanted.secret().getBytes(StandardCharsets.UTF_8),
            job.progress().deadline().plus(KEPT_AFTER_DEADLINE));
    try {
      writer.commit(
          em -> {
            if (em.find(PushRow.class, push.id()) != null) {
              throw new NameTaken();
            }
            requireRoom(em, push);
            secret.apply(em);
            em.persist(PushRow.of(push, clock.instant()));
          },
          row(push, "push-configuration.created", job));
    } catch (ConflictException e) {
      throw new NameTaken(); // another node has stored it at the same moment
    }
  }

  private static AuditEntry row(StoredPush push, String event, JobRecord job) {
    return push.row(event, Outcome.DONE, "", job.owner().caller().name());
  }

  private void requireRoom(EntityManager em, StoredPush push) {
    requireFewer(em, " where p.jobId = :value", push.jobId(), OF_TASK);
    requireFewer(em, " where p.owner = :value", push.owner(), settings.ofCaller());
    requireFewer(em, " where p.owner <> :value", "", ALL);
  }

  private static void requireFewer(EntityManager em, String condition, String value, int most) {
    long there =
        em.createQuery("select count(p) from PushRow p" + condition, Long.class)
            .setParameter("value", value)
            .getSingleResult();
    if (there >= most) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          BOUND,
          "There are too many configurations of push notifications of this task or caller.");
    }
  }

  /** The JSON of a configuration of this task, if there is one. */
  public Optional<String> find(JobRecord job, String name) {
    return store
        .read(
            em ->
                Optional.ofNullable(em.find(PushRow.class, StoredPush.id(job.jobId(), name)))
                    .map(PushRow::stored))
        .map(this::view);
  }

  /** The JSON of each configuration of this task. */
  public List<String> list(JobRecord job) {
    return store
        .read(
            em ->
                em
                    .createQuery(
                        "select p from PushRow p where p.jobId = :job order by p.name",
                        PushRow.class)
                    .setParameter("job", job.jobId())
                    .setMaxResults(OF_TASK)
                    .getResultList()
                    .stream()
                    .map(PushRow::stored)
                    .toList())
        .stream()
        .map(this::view)
        .toList();
  }

  private String view(StoredPush push) {
    byte[] secret = secrets.secretOrDecoy(Optional.of(push.secretName()));
    try {
      return PushConfiguration.ofSecret(secret).view(push.jobId(), push.name());
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Deletes a configuration with its secret; none of this name is as good as a deleted one. */
  public void delete(JobRecord job, String name) {
    Optional<StoredPush> there =
        store.read(
            em ->
                Optional.ofNullable(em.find(PushRow.class, StoredPush.id(job.jobId(), name)))
                    .map(PushRow::stored));
    there.ifPresent(
        push -> writer.commit(deletion(push), row(push, "push-configuration.deleted", job)));
  }

  /** Deletes a configuration with its secret. */
  static UnitOfWork deletion(StoredPush push) {
    return em -> {
      PushRow row = em.find(PushRow.class, push.id());
      if (row != null) {
        em.remove(row);
      }
      SecretStore.deletion(push.secretName()).apply(em);
    };
  }
}
