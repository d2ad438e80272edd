package org.bailiwick.enforcement.picture;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.enforcement.AgentFacts;
import org.bailiwick.enforcement.CredentialFacts;
import org.bailiwick.enforcement.FeedListener;
import org.bailiwick.enforcement.RevokedSerial;
import org.bailiwick.enforcement.TaskFlow;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.KnownEntities;

/**
 * The agents and tasks of the domain, from the feed. Many threads may ask while it changes. While a
 * new whole picture comes, the one before stays, and each change counts in both.
 */
public final class DomainPicture implements FeedListener, KnownEntities {
  private static final String AGENT = "Agent";

  private final Clock clock;
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private volatile Map<String, AgentFacts> agents = new ConcurrentHashMap<>();
  private volatile Map<String, TaskFlow> tasks = new ConcurrentHashMap<>();
  private Optional<Map<String, AgentFacts>> nextAgents = Optional.empty();
  private Optional<Map<String, TaskFlow>> nextTasks = Optional.empty();

  public DomainPicture(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void picture() {
    nextAgents = Optional.of(new ConcurrentHashMap<>());
    nextTasks = Optional.of(new ConcurrentHashMap<>());
  }

  @Override
  public void agent(AgentFacts agent) {
    change(agents, agent);
    nextAgents.ifPresent(next -> change(next, agent));
  }

  /** Only listed agents are kept, so that the memory has a bound. */
  private static void change(Map<String, AgentFacts> all, AgentFacts agent) {
    if (agent.status().equals(AgentFacts.LISTED)) {
      all.put(agent.id(), agent);
    } else {
      all.remove(agent.id());
    }
  }

  @Override
  public void revoked(RevokedSerial credential) {
    revoked.add(credential.serial());
  }

  @Override
  public void task(TaskFlow task) {
    tasks.put(task.task(), task);
    nextTasks.ifPresent(next -> next.put(task.task(), task));
  }

  @Override
  public void taskEnded(String task) {
    tasks.remove(task);
    nextTasks.ifPresent(next -> next.remove(task));
  }

  @Override
  public void synced() {
    nextAgents.ifPresent(next -> agents = next);
    nextTasks.ifPresent(next -> tasks = next);
    nextAgents = Optional.empty();
    nextTasks = Optional.empty();
  }

  /** The number of agents that are known. */
  public int agents() {
    return agents.size();
  }

  /** The number of tasks that are live. */
  public int tasks() {
    return tasks.size();
  }

  /** The agent with this SPIFFE id, if the domain lists it. */
  public Optional<AgentFacts> agent(String id) {
    return Optional.ofNullable(agents.get(id));
  }

  /** The agent's status now, by revocations and by the end of its credential. */
  public String status(AgentFacts agent) {
    boolean isRevoked =
        agent.credential().map(CredentialFacts::serial).filter(revoked::contains).isPresent();
    return isRevoked ? "revoked" : agent.statusAt(clock.instant());
  }

  /** Whether a live task of this transaction leads to this workload. */
  public boolean hasTask(String txn, String callee) {
    Instant now = clock.instant();
    return tasks.values().stream()
        .anyMatch(
            task ->
                task.txn().equals(txn)
                    && task.callee().equals(callee)
                    && now.isBefore(task.until()));
  }

  @Override
  public Optional<Entity> of(String type, String id) {
    return type.equals(AGENT)
        ? agent(id).map(agent -> agent.entity(status(agent), clock.instant()))
        : Optional.empty();
  }
}
