package org.bailiwick.demo;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Totals per currency, and their amounts in euro: gross divided by the rate, rounded half up to
 * cents for each currency. The total in euro is the sum of the rounded amounts.
 */
record Booking(SortedMap<String, Totals> totals, SortedMap<String, BigDecimal> euros) {
  private static final int SCALE = 2;
  private static final int RATE_PLACES = 4;

  static Booking of(JsonObject totals, JsonObject rates) {
    SortedMap<String, Totals> sums = new TreeMap<>();
    SortedMap<String, BigDecimal> euros = new TreeMap<>();
    for (String key : totals.keySet()) {
      String currency = Input.currency(key, key);
      Totals sum = Totals.of(Input.object(totals, currency), currency);
      BigDecimal rate = Input.decimal(Input.text(rates, currency), RATE_PLACES, currency);
      if (rate.signum() <= 0) {
        throw Input.wrong("rate", currency + ": the rate is not positive");
      }
      sums.put(currency, sum);
      euros.put(currency, sum.gross().divide(rate, SCALE, RoundingMode.HALF_UP));
    }
    return new Booking(sums, euros);
  }

  BigDecimal euroTotal() {
    return euros.values().stream().reduce(BigDecimal.ZERO.setScale(SCALE), BigDecimal::add);
  }

  JsonObject json() {
    JsonObjectBuilder all = Json.createObjectBuilder();
    totals.forEach(
        (currency, sum) ->
            all.add(
                currency,
                Json.createObjectBuilder(sum.json())
                    .add("gross", sum.gross().toPlainString())
                    .add("eur", euros.get(currency).toPlainString())));
    return all.build();
  }
}
