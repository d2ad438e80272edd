package org.bailiwick.node.lookup;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The rows that the database holds under the keys of a batch's lookups, read by one statement, with
 * the changes that units of the batch have made since. It answers the lookups until it is closed.
 */
public final class LookupAnswers implements AutoCloseable {

  /** Gives the same set of lookups the same text, by which the driver caches statements. */
  private static final Comparator<LookupStatement> BY_TEXT =
      Comparator.comparing(LookupStatement::from)
          .thenComparing(LookupStatement::columns)
          .thenComparing(statement -> String.join("\n", statement.fixed()));

  /**
   * A statement has 1, 4, 16, 64 or 256 places for keys of each table. So PostgreSQL can reuse
   * plans; for an array it would plan each time, because it can't know the length.
   */
  private static final int GROWTH = 4;

  private static final int MAX_PLACES = 256;

  private final SortedMap<LookupStatement, Set<List<String>>> keys = new TreeMap<>(BY_TEXT);
  private final Map<Place, List<FoundRow>> rows = new HashMap<>();
  private boolean open = true;

  private record Place(LookupStatement statement, String key) {
    static Place of(RowLookup lookup) {
      return new Place(lookup.statement(), String.join(" ", lookup.key()));
    }
  }

  private LookupAnswers() {}

  /**
   * Reads the rows of all lookups in the entity manager's transaction. It does not see rows that
   * the entity manager has not flushed.
   */
  public static LookupAnswers read(EntityManager em, Stream<RowLookup> lookups) {
    LookupAnswers answers = new LookupAnswers();
    lookups.forEach(answers::ask);
    if (!answers.keys.isEmpty()) {
      answers.read(em.unwrap(Connection.class));
    }
    return answers;
  }

  /**
   * Reads committed rows through a connection of its own, without a transaction.
   *
   * @throws IllegalStateException when the database does not answer
   */
  public static LookupAnswers committed(DataSource database, RowLookup... lookups) {
    LookupAnswers answers = new LookupAnswers();
    Stream.of(lookups).forEach(answers::ask);
    try (Connection connection = database.getConnection()) {
      answers.read(connection);
    } catch (SQLException failure) {
      throw unanswered(failure);
    }
    return answers;
  }

  private static IllegalStateException unanswered(SQLException failure) {
    return new IllegalStateException("rows can't be looked up", failure);
  }

  private void ask(RowLookup lookup) {
    keys.computeIfAbsent(lookup.statement(), statement -> new LinkedHashSet<>()).add(lookup.key());
    lookup.answeredBy(this);
  }

  private void read(Connection connection) {
    int longest = keys.values().stream().mapToInt(Set::size).max().orElse(0);
    try {
      for (int from = 0; from < longest; from += MAX_PLACES) {
        read(connection, part(from));
      }
    } catch (SQLException failure) {
      throw unanswered(failure);
    }
  }

  /** The keys from this index on, as many as fit into one statement. */
  private SortedMap<LookupStatement, List<List<String>>> part(int from) {
    SortedMap<LookupStatement, List<List<String>>> part = new TreeMap<>(BY_TEXT);
    keys.forEach(
        (statement, all) -> {
          if (all.size() > from) {
            part.put(statement, all.stream().skip(from).limit(MAX_PLACES).toList());
          }
        });
    return part;
  }

  private void read(Connection connection, SortedMap<LookupStatement, List<List<String>>> part)
      throws SQLException {
    List<LookupStatement> statements = List.copyOf(part.keySet());
    int places = places(part.values().stream().mapToInt(List::size).max().orElseThrow());
    String sql =
        IntStream.range(0, statements.size())
            .mapToObj(number -> statements.get(number).text(number, places))
            .collect(Collectors.joining(" union all "));
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      bind(query, part, places);
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          Place place = new Place(statements.get(found.getInt(1)), found.getString(2));
          rows.computeIfAbsent(place, empty -> new ArrayList<>()).add(row(found));
        }
      }
    }
  }

  private static int places(int keys) {
    int places = 1;
    while (places < keys) {
      places *= GROWTH;
    }
    return places;
  }

  /** Binds each key once, and then the last one until all places are filled. */
  private static void bind(
      PreparedStatement query, SortedMap<LookupStatement, List<List<String>>> part, int places)
      throws SQLException {
    int parameter = 1;
    for (Map.Entry<LookupStatement, List<List<String>>> lookups : part.entrySet()) {
      for (String value : lookups.getKey().fixed()) {
        query.setString(parameter++, value);
      }
      List<List<String>> all = lookups.getValue();
      for (int piece = 0; piece < all.getFirst().size(); piece++) {
        for (int place = 0; place < places; place++) {
          query.setString(parameter++, all.get(Math.min(place, all.size() - 1)).get(piece));
        }
      }
    }
  }

  private static FoundRow row(ResultSet found) throws SQLException {
    return new FoundRow(
        Optional.ofNullable(found.getString(3)).orElse(""),
        Optional.ofNullable(found.getString(4)).orElse(""),
        Optional.ofNullable(found.getObject(5, LocalDateTime.class))
            .map(time -> time.toInstant(ZoneOffset.UTC)));
  }

  /** The first row of one of the lookups. */
  public Optional<FoundRow> row(RowLookup lookup) {
    return rows(lookup).stream().findFirst();
  }

  List<FoundRow> rows(RowLookup lookup) {
    return rows.getOrDefault(Place.of(lookup), List.of());
  }

  void become(RowLookup lookup, List<FoundRow> now) {
    rows.put(Place.of(lookup), now);
  }

  boolean isOpen() {
    return open;
  }

  /** Closes the answers at the end of the batch, since the database may change afterwards. */
  @Override
  public void close() {
    open = false;
  }
}
