package org.bailiwick.node.lease;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Lets one of several processes do work: a row per lease names its holder and its end. A holder of
 * periodic work renews the lease by acquiring it again. Its duration must be well above the work's
 * period and the difference of the nodes' clocks, and the same for all callers: a lease with a
 * later end than this duration allows was acquired while a clock was ahead, and is ignored. Two
 * processes may still do the same work in rare cases; work that must never be done twice is written
 * under a {@link HeldLease}, which a later acquisition makes worthless, or needs a constraint of
 * the database.
 */
public final class Lease {

  /** Greatest difference of two nodes' clocks. */
  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  /** The part of a node's name that fits beside the random part into the holder's column. */
  private static final int READABLE = 60;

  private final GroupWriter writer;
  private final String holder;
  private final Clock clock;
  private final LongSupplier nanos;

  /**
   * {@code holder} names this process; {@code nanos} counts elapsed time as {@link System#nanoTime}
   * does.
   */
  public Lease(GroupWriter writer, String holder, Clock clock, LongSupplier nanos) {
    this.writer = writer;
    this.holder = holder;
    this.clock = clock;
    this.nanos = nanos;
  }

  public Lease(GroupWriter writer, String holder, Clock clock) {
    this(writer, holder, clock, System::nanoTime);
  }

  /**
   * The leases of this process of a node. The random part tells it from another process of the same
   * node, for instance the one before a restart, of which nobody knows whether it has ended.
   */
  public static Lease ofProcess(GroupWriter writer, String node, Clock clock) {
    String readable = node.length() <= READABLE ? node : node.substring(0, READABLE);
    return new Lease(writer, readable + "/" + UUID.randomUUID(), clock);
  }

  /** Acquires or renews the lease from now for {@code ttl}; false when another process holds it. */
  public boolean tryAcquire(String name, Duration ttl) {
    return acquire(name, ttl).isPresent();
  }

  /**
   * Acquires the lease from now for {@code ttl}, unless another process holds it. An earlier
   * acquisition by this process is worthless from now on.
   */
  public Optional<HeldLease> acquire(String name, Duration ttl) {
    AtomicReference<Optional<HeldLease>> acquired = new AtomicReference<>(Optional.empty());
    long since = nanos.getAsLong();
    try {
      writer.commit(em -> acquired.set(acquire(em, name, ttl)));
    } catch (ConflictException e) {
      return Optional.empty(); // another process inserted the row at the same time
    }
    return acquired.get().map(lease -> lease.validFor(ttl, since));
  }

  /**
   * Inserts a lease of this process for work that is new, in the transaction that stores the work,
   * so that no other process takes it up before this one acquires the lease.
   */
  public UnitOfWork insertion(String name, Duration ttl) {
    return em -> em.persist(new LeaseRow(name, holder, clock.instant().plus(ttl)));
  }

  /**
   * Renews these leases from now for {@code ttl}, in one commit, also those that have expired and
   * that nobody has acquired since. Returns those that are lost.
   */
  public Set<HeldLease> renew(Collection<HeldLease> leases, Duration ttl) {
    long since = nanos.getAsLong();
    Set<HeldLease> lost = extend(leases, ttl);
    leases.stream().filter(lease -> !lost.contains(lease)).forEach(l -> l.validFor(ttl, since));
    return lost;
  }

  /** Ends the lease early, so that another process need not wait until it expires. */
  public void release(String name) {
    writer.commit(
        em -> {
          LeaseRow row = em.find(LeaseRow.class, name, LockModeType.PESSIMISTIC_WRITE);
          if (row != null && row.isOf(holder)) {
            row.endAt(clock.instant());
          }
        });
  }

  /** Ends these leases early, in one commit. Those that are lost stay as they are. */
  public void release(Collection<HeldLease> leases) {
    extend(leases, Duration.ZERO);
  }

  /** The leases that are in the way of this process now, if it asks for leases of this length. */
  public Taken taken(Duration ttl) {
    Instant now = clock.instant();
    return new Taken(holder, now, latestEnd(now, ttl));
  }

  /**
   * For queries: a lease of another holder than this one cannot be acquired at present if it ends
   * after {@code now} and not after {@code latestEnd}.
   */
  public record Taken(String holder, Instant now, Instant latestEnd) {

    /** Whether this one lease cannot be acquired at present. */
    public boolean has(EntityManager em, String name) {
      LeaseRow row = em.find(LeaseRow.class, name);
      return row != null && !row.isFreeFor(holder, now, latestEnd);
    }
  }

  private Set<HeldLease> extend(Collection<HeldLease> leases, Duration ttl) {
    if (leases.isEmpty()) {
      return Set.of();
    }
    List<HeldLease> all = List.copyOf(leases);
    Set<HeldLease> lost = new HashSet<>();
    writer.commit(
        em -> {
          lost.clear();
          Instant end = clock.instant().plus(ttl);
          for (HeldLease lease : all) {
            LeaseRow row = em.find(LeaseRow.class, lease.name(), LockModeType.PESSIMISTIC_WRITE);
            if (row != null && lease.isOf(row)) {
              row.endAt(end);
            } else {
              lost.add(lease);
            }
          }
        });
    return lost;
  }

  private Optional<HeldLease> acquire(EntityManager em, String name, Duration ttl) {
    Instant now = clock.instant();
    LeaseRow row = em.find(LeaseRow.class, name, LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      row = new LeaseRow(name, holder, now.plus(ttl));
      em.persist(row);
    } else if (row.isFreeFor(holder, now, latestEnd(now, ttl))) {
      row.acquire(holder, now.plus(ttl));
    } else {
      return Optional.empty();
    }
    return Optional.of(new HeldLease(name, holder, row.fence(), nanos));
  }

  private static Instant latestEnd(Instant now, Duration ttl) {
    return now.plus(ttl).plus(MAX_CLOCK_DIFFERENCE);
  }
}
