package org.bailiwick.demo;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.client.work.Work;
import org.bailiwick.client.work.WorkOrder;

/**
 * Reads invoices in CSV, one a line ({@code number,date,customer,currency,net,vat}, header first,
 * no quoting) and sums them per currency. The first bad line is refused, because an invoice that
 * was skipped silently would be missing in the totals.
 */
final class InvoiceReader implements Work {
  private static final String HEADER = "number,date,customer,currency,net,vat";
  private static final int FIELDS = 6;
  private static final int SCALE = 2;

  @Override
  public JsonValue perform(WorkOrder order) {
    String[] lines = Input.text(order.input(), "csv").split("\r?\n", -1);
    if (!lines[0].equals(HEADER)) {
      throw Input.wrong("csv-header", "Line 1: the header is not " + HEADER);
    }
    SortedMap<String, Totals> totals = new TreeMap<>();
    Set<String> numbers = new HashSet<>();
    for (int i = 1; i < lines.length; i++) {
      boolean lastIsEmpty = i == lines.length - 1 && lines[i].isEmpty();
      if (!lastIsEmpty) {
        add(lines[i], "Line " + (i + 1), numbers, totals);
      }
    }
    return output(numbers.size(), totals);
  }

  private static void add(
      String line, String where, Set<String> numbers, SortedMap<String, Totals> totals) {
    String[] fields = line.split(",", -1);
    if (fields.length != FIELDS) {
      throw Input.wrong("csv-fields", where + ": not " + FIELDS + " fields");
    }
    if (fields[0].isBlank() || !numbers.add(fields[0])) {
      throw Input.wrong("csv-number", where + ": the invoice number is empty or used before");
    }
    requireDate(fields[1], where);
    Totals invoice =
        new Totals(
            1, Input.decimal(fields[4], SCALE, where), Input.decimal(fields[5], SCALE, where));
    totals.merge(Input.currency(fields[3], where), invoice, Totals::plus);
  }

  private static void requireDate(String text, String where) {
    try {
      LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw Input.wrong("csv-date", where + ": the date is not a day in the form 2026-12-31");
    }
  }

  private static JsonValue output(int invoices, SortedMap<String, Totals> totals) {
    JsonObjectBuilder perCurrency = Json.createObjectBuilder();
    totals.forEach((currency, sum) -> perCurrency.add(currency, sum.json()));
    return Json.createObjectBuilder().add("lines", invoices).add("totals", perCurrency).build();
  }
}
