package org.bailiwick.demo;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import org.bailiwick.contract.problem.ProblemException;

/** The number and the exact sums of invoices in one currency. */
record Totals(int invoices, BigDecimal net, BigDecimal vat) {
  private static final int SCALE = 2;

  Totals plus(Totals other) {
    return new Totals(invoices + other.invoices, net.add(other.net), vat.add(other.vat));
  }

  BigDecimal gross() {
    return net.add(vat);
  }

  JsonObject json() {
    return Json.createObjectBuilder()
        .add("lines", invoices)
        .add("net", net.toPlainString())
        .add("vat", vat.toPlainString())
        .build();
  }

  static Totals of(JsonObject json, String currency) throws ProblemException {
    if (!(json.get("lines") instanceof JsonNumber lines)) {
      throw Input.wrong("input-lines", currency + ": the input has no number \"lines\"");
    }
    return new Totals(
        lines.intValueExact(),
        Input.decimal(Input.text(json, "net"), SCALE, currency),
        Input.decimal(Input.text(json, "vat"), SCALE, currency));
  }
}
