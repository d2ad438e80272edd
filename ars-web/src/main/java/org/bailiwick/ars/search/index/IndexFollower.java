package org.bailiwick.ars.search.index;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.lucene.store.AlreadyClosedException;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.records.Revision;
import org.bailiwick.ars.search.wanted.SignedFacts;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.log.StructuredLog;

/**
 * Brings the index to the state of the database: first by a reading of all listed agents, and from
 * then on by their changes, which nodes that share the database may have made. A new mark of the
 * revisions begins a new reading, during which the entries of before stay.
 */
@ApplicationScoped
public class IndexFollower {
  private static final StructuredLog LOG = StructuredLog.of(IndexFollower.class);
  private static final int BATCH = 500;

  /** What is not stored when the process dies is read again, so this may be long. */
  private static final long STORE_INTERVAL = 30_000_000_000L;

  private AgentIndex index;
  private AgentRecords records;
  private ChangedAgents agents;
  private RegistryChanges changes;
  private UnsignedTexts texts;
  private SteadyTime time;
  private LongSupplier nanos;
  private long storedAt;
  private boolean dirty;

  /** CDI proxies need this constructor. */
  IndexFollower() {}

  @Inject
  IndexFollower(
      AgentIndex index,
      AgentRecords records,
      ChangedAgents agents,
      RegistryChanges changes,
      UnsignedTexts texts,
      SteadyTime time) {
    this(index, records, agents, changes, texts, time, System::nanoTime);
  }

  /** {@code nanos} counts elapsed time, as {@link System#nanoTime} does. */
  public IndexFollower(
      AgentIndex index,
      AgentRecords records,
      ChangedAgents agents,
      RegistryChanges changes,
      UnsignedTexts texts,
      SteadyTime time,
      LongSupplier nanos) {
    this.index = index;
    this.records = records;
    this.agents = agents;
    this.changes = changes;
    this.texts = texts;
    this.time = time;
    this.nanos = nanos;
    this.storedAt = nanos.getAsLong();
  }

  /**
   * Reads what has changed. A fault of the index makes it empty, so that the next call fills it; a
   * fault of the database leaves it as it is.
   */
  public synchronized void follow() {
    try {
      if (index.isDamaged()) {
        index.startAnew();
      }
      changes.begin();
      Revision present = records.revision();
      if (isNew(present)) {
        index.become(
            index.state().begin(present.mark(), present.number(), UUID.randomUUID().toString()));
      }
      if (index.state().base() > 0
          || !index.state().complete()
          || index.state().revision() < present.number()) {
        readUpTo(present.number());
      }
      storeIfDue();
    } catch (IOException | AlreadyClosedException e) {
      LOG.fault("search-index.failed", Map.of(), e);
      index.startAnew();
    }
  }

  private boolean isNew(Revision present) {
    IndexState state = index.state();
    return !state.mark().equals(present.mark()) || state.revision() > present.number();
  }

  private void readUpTo(long present) throws IOException {
    IndexState from = index.state();
    List<ChangedAgents.Row> rows;
    do {
      rows =
          agents.rows(
              new ChangedAgents.Wanted(
                  index.state().revision(), from.base(), time.earliest(), BATCH));
      write(rows);
    } while (rows.size() == BATCH);
    boolean first = from.base() > 0 || !from.complete();
    if (first) {
      index.keepOnly(from.reading());
    }
    dirty = true;
    index.refresh();
    index.become(index.state().completed(Math.max(index.state().revision(), present)));
    if (first) {
      LOG.info("search-index.complete", Map.of("agents", index.size(), "revision", present));
      store();
    }
  }

  private void write(List<ChangedAgents.Row> rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    Map<String, SignedFacts> listed = new HashMap<>();
    for (ChangedAgents.Row row : rows) {
      if (row.state() == AgentState.LISTED) {
        facts(row)
            .ifPresentOrElse(
                facts -> listed.put(row.identifier(), facts),
                () -> LOG.warn("registry.record-unreadable", Map.of("agent", row.identifier())));
      }
    }
    Map<String, CapabilitySet> signed = new HashMap<>();
    listed.forEach((identifier, facts) -> signed.put(identifier, facts.capabilities()));
    Map<String, UnsignedText> said = texts.of(signed);
    for (ChangedAgents.Row row : rows) {
      if (listed.containsKey(row.identifier())) {
        index.put(
            new IndexEntry(
                row.identifier(),
                listed.get(row.identifier()),
                row.credential().notAfter(),
                said.getOrDefault(row.identifier(), UnsignedText.NONE),
                index.state().reading()));
      } else {
        index.remove(row.identifier());
      }
    }
    index.become(index.state().at(rows.getLast().revision()));
  }

  /** Empty for a row that cannot be read, which must not keep the others out of the index. */
  private static Optional<SignedFacts> facts(ChangedAgents.Row row) {
    try {
      return row.credential()
          .key()
          .map(
              key ->
                  new SignedFacts(
                      AgentId.parse(row.name()).toString(),
                      row.claims().owner(),
                      CapabilitySet.parse(row.claims().capabilities()),
                      URI.create(row.claims().locator()),
                      Set.of(row.claims().validationMethods().split(" ", -1)),
                      row.credential().attestation()));
    } catch (ProblemException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void storeIfDue() throws IOException {
    if (dirty && nanos.getAsLong() - storedAt > STORE_INTERVAL) {
      store();
    }
  }

  private void store() throws IOException {
    index.commit();
    storedAt = nanos.getAsLong();
    dirty = false;
  }
}
