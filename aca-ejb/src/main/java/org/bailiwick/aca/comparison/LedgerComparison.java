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
 * sum for each bucket of facts, so that no facts need to be in memory. If sums differ, the facts
 * are compared one by one, twice: since a node may write in between, only a difference that both
 * passes find counts.
 */
public final class LedgerComparison {

  /** Bound on the buckets that are compared row by row: about a sixteenth of all facts. */
  private static final int MAX_BUCKETS = 256;

  /** Bound on the differences that are listed. */
  static final int MAX_DIFFERENCES = 100;

  private final ConnectionSource database;
  private final String chain;
  private final Optional<ArchiveStatement> archived;

  /**
   * @param archived the newest manifest of an archive that the audit key signed
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
   * @param open differences that no officer has accepted, at most a hundred
   * @param accepted differences that an officer has accepted
   * @param noted rows of open differences that are already recorded in the log
   */
  public record Result(List<Difference> open, List<Difference> accepted, Set<String> noted) {}

  public Result run() throws SQLException {
    try (Connection connection = database.open()) {
      LogPages log = new LogPages(connection, chain);
      ComparablePart part = ComparablePart.of(log, archived);
      OwnedNames names = new OwnedNames(part);
      Verdicts verdicts = new Verdicts();
      BitSet differing = differing(connection, part, names, verdicts);
      if (differing.isEmpty() && names.differences().isEmpty()) {
        return verdicts.of(Set.of());
      }
      Set<Difference> found = compareEach(connection, part, differing);
      found.retainAll(compareEach(connection, part, differing));
      return verdicts.of(found);
    }
  }

  private BitSet differing(
      Connection connection, ComparablePart part, OwnedNames names, Verdicts verdicts)
      throws SQLException {
    Buckets sums = new Buckets();
    Marks keys = new Marks();
    Consumer<Fact> add =
        fact -> {
          boolean again = fact.kind() == FactKind.COMPROMISED_KEY && !keys.add(fact.key());
          if (!again && part.mustBeStored(fact)) {
            sums.add(fact);
          }
        };
    readLog(
        connection,
        names,
        event -> {
          verdicts.read(event);
          LoggedFacts.of(event, add);
        });
    readLedger(
        connection,
        names,
        fact -> {
          if (part.mustBeStored(fact) && part.mustBeInLog(fact.at())) {
            sums.subtract(fact);
          }
        });
    return sums.differing(MAX_BUCKETS);
  }

  private void readLog(Connection connection, OwnedNames names, Consumer<LoggedEvent> visitor)
      throws SQLException {
    new LogPages(connection, chain)
        .forEach(
            event -> {
              names.logged(event);
              visitor.accept(event);
            });
  }

  private static void readLedger(Connection connection, OwnedNames names, Consumer<Fact> visitor)
      throws SQLException {
    StoredFacts ledger = new StoredFacts(connection);
    ledger.names(names::stored);
    ledger.forEach(visitor, names::issued);
  }

  private Set<Difference> compareEach(Connection connection, ComparablePart part, BitSet differing)
      throws SQLException {
    Map<String, Fact> logged = new HashMap<>();
    OwnedNames names = new OwnedNames(part);
    Consumer<Fact> remember = within(differing, fact -> logged.put(fact.name(), fact));
    readLog(connection, names, event -> LoggedFacts.of(event, remember));
    Map<String, Difference> found = new TreeMap<>();
    readLedger(connection, names, within(differing, row -> compare(row, logged, part, found)));
    names.differences().forEach(difference -> found.put(difference.row(), difference));
    MissingRows missing = new MissingRows(connection, part);
    for (Fact event : logged.values()) {
      if (found.size() < MAX_DIFFERENCES && missing.isMissing(event)) {
        found.put(event.name(), event.missing());
      }
    }
    return new LinkedHashSet<>(found.values());
  }

  private static void compare(
      Fact row, Map<String, Fact> logged, ComparablePart part, Map<String, Difference> found) {
    Fact event = logged.remove(row.name());
    if (event == null && part.mustBeInLog(row.at())) {
      found.put(row.name(), row.differs(Difference.NO_EVENT));
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

  /** Differences that the log has already, and officers' decisions on them. */
  private static final class Verdicts {
    private final Map<String, String> noted = new HashMap<>();
    private final Map<String, String> accepted = new HashMap<>();

    void read(LoggedEvent event) {
      switch (event.event()) {
        case Difference.FOUND -> noted.put(event.resource(), event.text("what"));
        case Difference.ACCEPTED -> accepted.put(event.resource(), event.text("what"));
        default -> {
          // no decision
        }
      }
    }

    private boolean isAccepted(String row, String what) {
      return what.equals(accepted.get(row));
    }

    /** A difference stays open until an officer has accepted it, even if it is no longer found. */
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
          List.copyOf(open.subList(0, Math.min(MAX_DIFFERENCES, open.size()))),
          List.copyOf(closed),
          known);
    }
  }
}
