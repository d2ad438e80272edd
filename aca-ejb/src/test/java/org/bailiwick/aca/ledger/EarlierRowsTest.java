package org.bailiwick.aca.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.EntityType;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bailiwick.node.testing.EarlierRows;
import org.bailiwick.node.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of each earlier state of the schema, read by the newest mapping. */
class EarlierRowsTest {
  private static final String COMPONENT = "aca";

  static IntStream versions() {
    return IntStream.rangeClosed(1, TestDatabase.versions(COMPONENT));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void areReadAfterTheUpgrade(int from) {
    Map<String, Long> written = new HashMap<>();
    try (TestDatabase database =
            TestDatabase.upgraded(
                COMPONENT, from, earlier -> written.putAll(EarlierRows.in(earlier)));
        EntityManager em = database.open()) {
      assertThat(written).isNotEmpty();
      written.forEach((table, rows) -> assertThat(database.count(table)).isEqualTo(rows));
      for (EntityType<?> type : em.getMetamodel().getEntities()) {
        String name = type.getName();
        assertThat(em.createQuery("select e from " + name + " e", Object.class).getResultList())
            .as(name)
            .isNotNull();
      }
    }
  }
}
