package org.bailiwick.node.lists;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.lists.ListColumns.Values;

/**
 * Reads a page of rows in the order of an index, newest first. The first filter comes first in the
 * order too: its value is the same in all rows, and so H2 reads the rows from an index that begins
 * with the filter's column and stops after the page. Without that it would sort all rows.
 */
public final class KeysetQuery {
  private final ListColumns columns;
  private final String time;
  private final String id;
  private final List<String> conditions = new ArrayList<>();
  private final List<String> order = new ArrayList<>();
  private final Map<String, Object> parameters = new LinkedHashMap<>();

  /**
   * @param time the attribute that has the time of a row
   * @param id the attribute that identifies a row
   */
  public KeysetQuery(ListColumns columns, String time, String id) {
    this.columns = columns;
    this.time = "r." + time;
    this.id = "r." + id;
  }

  /** Selects rows in which this attribute has the value, if there is one. */
  public KeysetQuery where(String attribute, Optional<?> value) {
    if (value.isPresent()) {
      String name = "filter" + parameters.size();
      conditions.add("r." + attribute + " = :" + name);
      parameters.put(name, value.get());
      if (order.isEmpty()) {
        order.add("r." + attribute + " desc");
      }
    }
    return this;
  }

  /** Selects rows from this time on. */
  public KeysetQuery since(Optional<Instant> earliest) {
    if (earliest.isPresent()) {
      conditions.add(time + " >= :since");
      parameters.put("since", earliest.get());
    }
    return this;
  }

  /** Selects the rows after this position. */
  public KeysetQuery after(Optional<String> position) {
    if (position.isPresent()) {
      ListPosition last = ListPosition.parse(position.get());
      // The first condition alone bounds the range of the index that is read.
      conditions.add(time + " <= :lastTime");
      conditions.add("(" + time + " < :lastTime or " + id + " < :lastId)");
      parameters.put("lastTime", last.at());
      parameters.put("lastId", last.id());
    }
    return this;
  }

  public List<Values> read(EntityManager em, int most) {
    TypedQuery<Object[]> query = em.createQuery(text(), Object[].class);
    parameters.forEach(query::setParameter);
    return columns.rows(query.setMaxResults(most));
  }

  private String text() {
    List<String> all = new ArrayList<>(order);
    all.add(time + " desc");
    all.add(id + " desc");
    return columns.select()
        + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
        + " order by "
        + String.join(", ", all);
  }
}
