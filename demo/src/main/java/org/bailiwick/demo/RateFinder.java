package org.bailiwick.demo;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.client.work.Work;
import org.bailiwick.client.work.WorkOrder;

/**
 * Reads a table of exchange rates ({@code currency,per_eur}: units of the currency for one euro).
 */
final class RateFinder implements Work {
  private static final String HEADER = "currency,per_eur";
  private static final int PLACES = 4;

  @Override
  public JsonValue perform(WorkOrder order) {
    String[] lines = Input.text(order.input(), "table").split("\r?\n", -1);
    if (!lines[0].equals(HEADER)) {
      throw Input.wrong("table-header", "Line 1: the header is not " + HEADER);
    }
    SortedMap<String, BigDecimal> rates = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].isEmpty() || i < lines.length - 1) {
        add(lines[i], "Line " + (i + 1), rates);
      }
    }
    JsonObjectBuilder perEuro = Json.createObjectBuilder();
    rates.forEach((currency, rate) -> perEuro.add(currency, rate.toPlainString()));
    return Json.createObjectBuilder().add("base", "EUR").add("rates", perEuro).build();
  }

  private static void add(String line, String where, SortedMap<String, BigDecimal> rates) {
    String[] fields = line.split(",", -1);
    if (fields.length != 2) {
      throw Input.wrong("table-fields", where + ": not 2 fields");
    }
    BigDecimal rate = Input.decimal(fields[1], PLACES, where);
    if (rate.signum() <= 0) {
      throw Input.wrong("table-rate", where + ": the rate is not positive");
    }
    if (rates.put(Input.currency(fields[0], where), rate) != null) {
      throw Input.wrong("table-currency", where + ": the currency was given before");
    }
  }
}
