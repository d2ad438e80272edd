package org.bailiwick.node.decision;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.VersionFloor;

/** The highest policy version in the component's database, which all its nodes share. */
public final class SharedPolicyVersions implements VersionFloor {

  /** Reads the database in one transaction. */
  @FunctionalInterface
  public interface Reader {
    Optional<Loaded> read(Function<EntityManager, Optional<Loaded>> query);
  }

  private final Reader reader;
  private final GroupWriter writer;
  private final Clock clock;

  public SharedPolicyVersions(Reader reader, GroupWriter writer, Clock clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  /** Writes only when the version is higher than the highest one. */
  @Override
  public Loaded raise(Loaded version) {
    Optional<Loaded> known = reader.read(SharedPolicyVersions::highest);
    if (known.filter(highest -> highest.number() >= version.number()).isPresent()) {
      return known.get();
    }
    AtomicReference<Loaded> highest = new AtomicReference<>(version);
    writer.commitAmongNodes(em -> highest.set(raise(em, version)));
    return highest.get();
  }

  private Loaded raise(EntityManager em, Loaded version) {
    Optional<Loaded> known = highest(em).filter(loaded -> loaded.number() >= version.number());
    if (known.isEmpty()) {
      em.persist(new PolicyVersionRow(version, clock.instant()));
    }
    return known.orElse(version);
  }

  private static Optional<Loaded> highest(EntityManager em) {
    List<PolicyVersionRow> rows =
        em.createQuery(
                "select p from PolicyVersionRow p order by p.number desc", PolicyVersionRow.class)
            .setMaxResults(1)
            .getResultList();
    return rows.stream().findFirst().map(PolicyVersionRow::version);
  }
}
