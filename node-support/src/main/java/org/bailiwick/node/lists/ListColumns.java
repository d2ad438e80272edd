package org.bailiwick.node.lists;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Attributes of an entity, which are read without the others: an entity may have long columns that
 * a list does not show.
 *
 * @param entity name of the entity, which queries call {@code r}
 */
public record ListColumns(String entity, List<String> attributes) {

  public static ListColumns of(String entity, String... attributes) {
    return new ListColumns(entity, List.of(attributes));
  }

  /** The values of one row by their attributes. */
  public record Values(Map<String, Object> byAttribute) {

    /** The value; null if the column is empty. */
    public Object get(String attribute) {
      return byAttribute.get(attribute);
    }

    public String text(String attribute) {
      return (String) get(attribute);
    }

    public Instant time(String attribute) {
      return (Instant) get(attribute);
    }
  }

  /** Select and from clause in Jakarta Persistence QL. */
  public String select() {
    return attributes.stream()
        .map(attribute -> "r." + attribute)
        .collect(Collectors.joining(", ", "select ", " from " + entity + " r"));
  }

  /** The rows of a query that begins with {@link #select}. */
  public List<Values> rows(TypedQuery<Object[]> query) {
    return query.getResultList().stream().map(this::values).toList();
  }

  private Values values(Object[] row) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < row.length; i++) {
      values.put(attributes.get(i), row[i]);
    }
    return new Values(values);
  }
}
