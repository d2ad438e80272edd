package org.bailiwick.aca.comparison;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bailiwick.node.audit.ArchiveStatement;

/**
 * One comparison of a database's ledger with its audit log. First sums of digests are compared, a
 * sum for each share of the facts, so that nothing need be held; where a share differs its facts
 * are looked at one by one, twice, since a node may write meanwhile: what is only on its way in one
 * look has arrived in the next.
 */
public final class LedgerComparison {

  /** Bound on differing shares that are compared row by row: about a sixteenth of all facts. */
  private static final int MOST_SHARES = 256;

  /** More differences are not listed. */
  static final int MOST = 100;

  private final ConnectionSource database;
  private final String chain;
  private final Optional<ArchiveStatement> archived;

  /**
   * @param archived the newest statement of an archive that the audit key signed
   */
  public LedgerComparison(
      ConnectionSource database, String chain, Optional<ArchiveStatement> archived) {
    this.database = database;
    this.chain = chain;
    this.archived = archived;
  }

  /**
   * The result of a comparison.
   *
   * @param open differences that no officer has accepted, a hundred at most
   * @param accepted those that one has
   * @param noted rows of which the log says already that they differ, open ones only
   */
  public record Result(List<Difference> open, List<Difference> accepted, Set<String> noted) {}

  /** Compares. */
  public Result run() throws SQLException {
    try (Connection connection = database.open()) {
      LogPages log = new LogPages(connection, chain);
      ComparablePart horizon = ComparablePart.of(log, archived);
      OwnedNames names = new OwnedNames(horizon);
      Verdicts verdicts = new Verdicts();
      BitSet differing = differing(connection, horizon, names, verdicts);
      if (differing.isEmpty() && names.differences().isEmpty()) {
        return verdicts.of(Set.of());
      }
      Set<Difference> found = each(connection, horizon, differing);
      found.retainAll(each(connection, horizon, differing));
      return verdicts.of(found);
    }
  }

  private BitSet differing(
      Connection connection, ComparablePart horizon, OwnedNames names, Verdicts verdicts)
      throws SQLException {
    Buckets sums = new Buckets();
    Marks keys = new Marks();
    new LogPages(connection, chain)
        .forEach(
            event -> {
              verdicts.read(event);
              names.told(event);
              LoggedFacts.of(
                  event,
                  fact -> {
                    boolean again =
                        fact.kind() == FactKind.COMPROMISED_KEY && !keys.add(fact.key());
                    if (!again && horizon.mayBeStored(fact)) {
                      sums.add(fact);
                    }
                  });
            });
    StoredFacts ledger = new StoredFacts(connection);
    ledger.names(names::stored);
    ledger.forEach(
        fact -> {
          if (horizon.mayBeStored(fact) && horizon.isToldInLog(fact)) {
            sums.take(fact);
          }
        },
        names::issued);
    return sums.differing(MOST_SHARES);
  }

  private Set<Difference> each(Connection connection, ComparablePart horizon, BitSet differing)
      throws SQLException {
    Map<String, Fact> told = new HashMap<>();
    OwnedNames names = new OwnedNames(horizon);
    Consumer<Fact> remember = within(differing, fact -> told.put(fact.name(), fact));
    new LogPages(connection, chain)
        .forEach(
            event -> {
              names.told(event);
              LoggedFacts.of(event, remember);
            });
    Map<String, Difference> found = new TreeMap<>();
    StoredFacts ledger = new StoredFacts(connection);
    ledger.names(names::stored);
    ledger.forEach(within(differing, row -> look(row, told, horizon, found)), names::issued);
    names.differences().forEach(difference -> found.put(difference.row(), difference));
    Absences absences = new Absences(connection, horizon);
    for (Fact event : told.values()) {
      if (found.size() < MOST && absences.isMissing(event)) {
        found.put(event.name(), event.missing());
      }
    }
    return new LinkedHashSet<>(found.values());
  }

  private static void look(
      Fact row, Map<String, Fact> told, ComparablePart horizon, Map<String, Difference> found) {
    Fact event = told.remove(row.name());
    if (event == null && !horizon.mayBeToldInArchive(row)) {
      found.put(row.name(), row.differs(Difference.UNTOLD));
    } else if (event != null && !event.content().equals(row.content())) {
      found.put(row.name(), row.differs(Difference.CHANGED));
    }
  }

  private static Consumer<Fact> within(BitSet differing, Consumer<Fact> to) {
    return fact -> {
      if (differing.get(Buckets.of(fact))) {
        to.accept(fact);
      }
    };
  }

  /** The decisions of officers on earlier differences, from the log. */
  private static final class Verdicts {
    private final Map<String, String> noted = new HashMap<>();
    private final Map<String, String> accepted = new HashMap<>();

    void read(LoggedEvent event) {
      switch (event.event()) {
        case Difference.FOUND -> noted.put(event.resource(), event.detail("what").orElse(""));
        case Difference.ACCEPTED -> accepted.put(event.resource(), event.detail("what").orElse(""));
        default -> {
          // of another kind
        }
      }
    }

    private boolean isAccepted(String row, String what) {
      return what.equals(accepted.get(row));
    }

    /** A difference stays open until an officer has decided, also if it has gone. */
    Result of(Set<Difference> found) {
      Map<String, Difference> all = new TreeMap<>();
      noted.forEach(
          (row, what) -> {
            int space = row.indexOf(' ');
            all.put(row, new Difference(row.substring(0, space), row.substring(space + 1), what));
          });
      found.forEach(difference -> all.put(difference.row(), difference));
      List<Difference> open = new ArrayList<>();
      List<Difference> closed = new ArrayList<>();
      all.values().forEach(each -> (isAccepted(each.row(), each.what()) ? closed : open).add(each));
      Set<String> known = new LinkedHashSet<>();
      open.stream()
          .filter(each -> each.what().equals(noted.get(each.row())))
          .forEach(each -> known.add(each.row()));
      return new Result(
          List.copyOf(open.subList(0, Math.min(MOST, open.size()))), List.copyOf(closed), known);
    }
  }
}
