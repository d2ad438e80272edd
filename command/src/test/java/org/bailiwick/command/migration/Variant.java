package org.bailiwick.command.migration;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** One way in which a transaction can be open when a process is killed. */
record Variant(Order order, Change change, int tables, int size) {
  enum Order {
    OPEN_FIRST,
    OPEN_LAST
  }

  enum Change {
    INSERT,
    UPDATE,
    DELETE
  }

  static Stream<Variant> all() {
    return Arrays.stream(Order.values())
        .flatMap(
            order ->
                Arrays.stream(Change.values())
                    .flatMap(
                        change ->
                            Stream.of(
                                new Variant(order, change, 1, 20),
                                new Variant(order, change, 4, 60_000))));
  }

  String file() {
    return "%s-%s-%d-%d".formatted(order, change, tables, size);
  }

  Database database(Path folder) {
    return Database.of("aca", "jdbc:h2:file:" + folder.resolve(file()) + ";WRITE_DELAY=0", "sa");
  }
}
